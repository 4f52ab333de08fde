/** Which addresses the extension asks for a page: what is on a private network is for pages that are on one themselves. */
import ipaddr from 'ipaddr.js';

/** Not in the public DNS: RFC 6761, RFC 6762 (appendix G) and RFC 8375. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Undefined for what is not of the web. */
function parse(address: string): URL | undefined {
  if (!URL.canParse(address)) return;
  const url = new URL(address);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

/** By the address as it is written: where the name leads is the browser's to know. URLs have numbers in their one usual form. */
function isPrivate({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$|\.+$/g, '');
  // An IPv4 address inside of an IPv6 one is judged as itself.
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() !== 'unicast';
  return !host.includes('.') || PRIVATE_NAME.test(host);
}

/** Of the web, without a user's name in it, and private only where `page`, the address of who asks, is so too. */
export function mayRequest(address: string, page: string): boolean {
  const target = parse(address);
  if (!target || target.username || target.password) return false;
  const asking = parse(page);
  return !isPrivate(target) || (asking !== undefined && isPrivate(asking));
}
