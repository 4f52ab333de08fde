/** The page names elements as it likes, and `<img name="createElement">` stands before the document's own method, here too. */

/** Reads and calls what the browser gave `target`, whatever the page put before it. */
export function own<Target extends object>(target: Target): Target {
  return new Proxy(target, {
    get(_, key) {
      const value = Reflect.get(Object.getPrototypeOf(target), key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export const page = own(document);

/** Elements of our own in the page. */
export const ours = new WeakSet<Element>();
