import { writeFileSync } from 'node:fs';
import { UserError } from '../../cli/user-error';

/** Writes a file. @throws UserError when it exists and `force` is not set, or when it cannot be written */
export function writeNew(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new UserError(`${file} already exists. Add --force to overwrite it, or name another file: --html FILE.`);
    throw new UserError(`Cannot write ${file} (${message}). Name another file: --html FILE.`);
  }
}
