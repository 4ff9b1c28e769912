import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>>;
}

/** Any object of a template: a resource, a property, an intrinsic function. */
export type Part = Readonly<Record<string, unknown>>;

/** The output of `cdk synth` for one stack. */
export class Assembly {
  constructor(
    readonly folder: string,
    private readonly stackName: string,
  ) {}

  async template(): Promise<Template> {
    return JSON.parse(await readFile(this.templateFile, 'utf8'));
  }

  /** @param change returns the replacement of a part: the part itself to keep it, `undefined` to remove it */
  async changeTemplate(change: (part: Part) => unknown): Promise<void> {
    const changed = JSON.parse(await readFile(this.templateFile, 'utf8'), (_, value) => {
      return value?.constructor === Object ? change(value) : value;
    });
    await writeFile(this.templateFile, JSON.stringify(changed));
  }

  /** The folders of the assets. */
  async assets(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && entry.name.startsWith('asset.'))
      .map(({ name }) => join(this.folder, name));
  }

  /** Replaces a string in this file of all assets that contain it. @throws Error when none contains the string */
  async changeAssets(file: string, text: string, by: string): Promise<void> {
    let found = false;
    for (const path of (await this.assets()).map((asset) => join(asset, file)).filter(existsSync)) {
      const content = await readFile(path, 'utf8');
      found ||= content.includes(text);
      await writeFile(path, content.replaceAll(text, by));
    }
    if (!found) throw new Error(`No ${file} of the assets contains ${text}.`);
  }

  private get templateFile(): string {
    return join(this.folder, `${this.stackName}.template.json`);
  }
}
