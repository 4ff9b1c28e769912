import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { currentTemplate, templatePath } from '../../lib/baseline/committed-templates';
import { type StageName, stages } from '../../lib/settings/stages';
import { normalizeTemplate } from '../../lib/testing/normalize-template';
import { synthTemplate } from '../../lib/testing/synth';

// Shows every change of a template. Other tests check what is intended.
it.each(Object.keys(stages) as StageName[])(
  '%s equals its committed template; after an intended change, run npm run update',
  (stage) => {
    expect(currentTemplate(stage)).toEqual(JSON.parse(readFileSync(join(__dirname, '../..', templatePath(stage)), 'utf8')));
  },
);

describe('a normalized template', () => {
  const at = (source: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'function-'));
    writeFileSync(join(folder, 'index.js'), source);
    return synthTemplate({ stage: 'production', code: () => Code.fromAsset(folder) }).toJSON();
  };
  const template = at('exports.handler = () => 1;');
  const original = normalizeTemplate(template);

  it('is identical on another path', () => {
    expect(normalizeTemplate(at('exports.handler = () => 1;'))).toEqual(original);
  });

  it('is identical after a change of the source, though the template is not', () => {
    const edited = at('exports.handler = () => 2;');

    expect(edited).not.toEqual(template);
    expect(normalizeTemplate(edited)).toEqual(original);
  });

  it.each<[string, (resources: Resources) => void]>([
    [
      'a changed memory size',
      (resources) => Object.assign(first(resources, 'AWS::Lambda::Function').Properties, { MemorySize: 513 }),
    ],
    [
      'an added IAM action',
      (resources) => {
        const { Statement } = first(resources, 'AWS::IAM::Policy').Properties.PolicyDocument ?? { Statement: [] };
        Statement[0]?.Action.push('s3:GetObjectAcl');
      },
    ],
    [
      'a removed alias',
      (resources) => {
        const [id = ''] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::Lambda::Alias') ?? [];
        delete resources[id];
      },
    ],
  ])('differs after %s', (_, change) => {
    const changed = structuredClone(template);
    change(changed.Resources);

    expect(normalizeTemplate(changed)).not.toEqual(original);
  });
});

type Resources = Record<string, { Type: string; Properties: { PolicyDocument?: { Statement: { Action: string[] }[] } } }>;

function first(resources: Resources, type: string): Resources[string] {
  const found = Object.values(resources).find(({ Type }) => Type === type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
}
