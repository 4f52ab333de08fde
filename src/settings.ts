/** What a person may set. It is kept under one key of `browser.storage.local`, and every context hears of changes there. */
import { isSitePattern, type SiteRule } from './sites.ts';

export const SETTINGS_KEY = 'settings';

/** `auto` shows what there is room for, `number` the number on the smallest face too, `dot` nothing until it is pointed at. */
export const BADGE_STYLES = ['auto', 'number', 'dot'] as const;

export type BadgeStyle = (typeof BADGE_STYLES)[number];

/** What shows at once on open pages. */
export interface BadgeSettings {
  badges: BadgeStyle;
  /** Badges show the range where there is room for it. */
  range: boolean;
  /** Narrower faces have no badge; CSS pixels on the page, 0 for all, at most MAX_MIN_FACE_PX. */
  minFacePx: number;
  /** Only faces whose estimate is reliable have a badge. */
  reliableOnly: boolean;
}

export interface Settings extends BadgeSettings {
  /** By match pattern; a site without a rule is looked at when the person asks. */
  sites: Readonly<Record<string, SiteRule>>;
  /** The items of the context menu. */
  pictureItem: boolean;
  pageItem: boolean;
}

export const MAX_MIN_FACE_PX = 200;

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value ? (value as Fields) : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

/** What was stored, perhaps by another version. Whatever is unknown or broken in it is as by default. */
export function parseBadgeSettings(stored: unknown): BadgeSettings {
  const { badges, range, minFacePx, reliableOnly } = fields(stored);
  return {
    badges: BADGE_STYLES.find((style) => style === badges) ?? 'auto',
    range: flag(range, true),
    minFacePx: typeof minFacePx === 'number' && minFacePx >= 0 && minFacePx <= MAX_MIN_FACE_PX ? minFacePx : 0,
    reliableOnly: flag(reliableOnly, false),
  };
}

/** As `parseBadgeSettings`, of all settings. */
export function parseSettings(stored: unknown): Settings {
  const { sites, pictureItem, pageItem } = fields(stored);
  const rules = Object.entries(fields(sites)).filter(
    (entry): entry is [string, SiteRule] => isSitePattern(entry[0]) && (entry[1] === 'always' || entry[1] === 'never'),
  );
  return {
    ...parseBadgeSettings(stored),
    sites: Object.fromEntries(rules),
    pictureItem: flag(pictureItem, true),
    pageItem: flag(pageItem, true),
  };
}
