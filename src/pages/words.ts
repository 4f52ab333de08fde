/** Texts and numbers as the person reads them. */
import browser from 'webextension-polyfill';

export const locale = browser.i18n.getUILanguage();

/** The message `key` of the message files. */
export const text = browser.i18n.getMessage;

/** A whole number. */
export function count(value: number): string {
  return value.toLocaleString(locale, { maximumFractionDigits: 0 });
}
