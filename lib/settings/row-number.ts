import type { SettingNumber } from '../../lambda/events/trigger-row';
import type { Settings } from './settings';

/** The settings that a row may name. */
export type RowSetting = { [Name in keyof Settings]-?: Settings[Name] extends number ? Name : never }[keyof Settings];

/** A number of a row: that of the setting which it names, or the number itself. */
export function numberOf(given: number | SettingNumber<RowSetting>, settings: Pick<Settings, RowSetting>): number {
  return typeof given === 'number' ? given : settings[given.setting];
}
