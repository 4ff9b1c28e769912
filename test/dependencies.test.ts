// What `npm ci` installs on every supported platform.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  readonly version: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(readFileSync(join(__dirname, '..', path), 'utf8'));

const locks = ['package-lock.json', 'lambda/packages/resize-image/package-lock.json'];

describe.each(locks)('%s', (path) => {
  const packages: Readonly<Record<string, Package>> = read(path).packages;

  it('has the binaries of every platform: a lock file made on one machine may lack those of others', () => {
    const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((dependency) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${dependency}`)))
        .map((dependency) => `${name} lacks ${dependency}`),
    );
    expect(missing).toEqual([]);
  });

  it('contains no registry URLs', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });
});

describe('package.json', () => {
  const { dependencies, devDependencies, overrides } = read('package.json');

  it('pins every version exactly', () => {
    const loose = Object.entries<string>({ ...dependencies, ...devDependencies, ...overrides }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('pins version 2 of the CDK command line: version 3 on npm was published by mistake and cannot read current assemblies', () => {
    expect(devDependencies['aws-cdk']).toMatch(/^2\./);
  });
});
