import { readFile } from 'node:fs/promises';
import { UserError } from '../../cli/user-error';
import type { Owner } from '../../lambda/core/image';
import { checkOwner } from '../../lambda/core/keys';

/** The owners of an archive, and what another issuer calls them in the `sub` of its tokens. */
export class OwnerNames {
  private readonly former: ReadonlyMap<Owner, Owner>;

  private constructor(
    private readonly file: string,
    private readonly names: ReadonlyMap<Owner, Owner>,
  ) {
    this.former = new Map([...names].map(([former, name]) => [name, former]));
  }

  /** Reads a JSON object with the name of each owner. @throws UserError when it is not one, or when two owners would become one */
  static async read(file: string): Promise<OwnerNames> {
    const text = await readFile(file, 'utf8').catch((error: Error) => {
      throw new UserError(`${file} cannot be read: ${error.message}`);
    });
    const entries = Object.entries(parsed(text) ?? {});
    const invalid = entries.find(([, name]) => !isOwner(name));
    if (entries.length === 0 || invalid) {
      throw new UserError(
        `${file} has ${invalid ? `an unusable name for ${JSON.stringify(invalid[0])}` : 'no owners'}. Use {"former sub": "new sub", …}.`,
      );
    }
    const owners = new OwnerNames(file, new Map(entries as [Owner, Owner][]));
    if (owners.former.size < entries.length) throw new UserError(`${file} gives two owners the same name. Give each its own.`);
    return owners;
  }

  /** @throws UserError when the file does not name the owner, whose images would be lost for them */
  nameOf(owner: Owner): Owner {
    const name = this.names.get(owner);
    if (name !== undefined) return name;
    throw new UserError(
      `${this.file} does not name the owner ${JSON.stringify(owner)}. Add a line, with the same name if it stays: no image is left without its owner.`,
    );
  }

  /** Reverses `nameOf`. */
  formerOf(name: Owner): Owner {
    return this.former.get(name) ?? name;
  }
}

function isOwner(name: unknown): boolean {
  try {
    return typeof name === 'string' && checkOwner(name) === name;
  } catch {
    return false;
  }
}

function parsed(text: string): object | undefined {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
