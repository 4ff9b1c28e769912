import { readDataSettings } from '../environment';

/** Where the records and the files of the home without AWS are. @throws UserError that names what is missing or invalid */
export const dataSettings = () => readDataSettings(process.env);
