import type { SettingNumber } from '../../lambda/events/trigger-row';
import type { Settings } from './settings';

/** Settings that a row can refer to. */
export type RowSetting = { [Name in keyof Settings]-?: Settings[Name] extends number ? Name : never }[keyof Settings];

/** Returns a number of a row: the setting that it names, or the number itself. */
export function numberOf(given: number | SettingNumber<RowSetting>, settings: Pick<Settings, RowSetting>): number {
  return typeof given === 'number' ? given : settings[given.setting];
}
