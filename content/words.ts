/** Texts and numbers as the person reads them. */
import { api } from './browser.ts';

const whole = new Intl.NumberFormat(api.i18n.getMessage('language'), { maximumFractionDigits: 0 });

/** An age in whole years. */
export function years(age: number): string {
  return whole.format(age);
}

/** The message `key` of the message files; numbers in it are written as whole ones. */
export function words(key: string, ...values: number[]): string {
  return api.i18n.getMessage(key, values.map(years));
}
