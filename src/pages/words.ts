/** Texts and numbers as the person reads them. */
import browser from 'webextension-polyfill';

/** The browser's language with its region, where the texts are in it; else theirs. */
export const locale = localeOf(browser.i18n.getUILanguage(), browser.i18n.getMessage('language'));

function localeOf(browsers: string, texts: string): string {
  return new Intl.Locale(browsers).language === new Intl.Locale(texts).language ? browsers : texts;
}

/** The message `key` of the message files. */
export const text = browser.i18n.getMessage;

/** A whole number. */
export function count(value: number): string {
  return value.toLocaleString(locale, { maximumFractionDigits: 0 });
}
