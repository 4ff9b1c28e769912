import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/events.schema.json'), 'utf8'));
const ajv = addFormats(new Ajv2020());
const validate = ajv.compile(schema);

/** What is wrong with an event, as it comes over the wire; `undefined` when `docs/events.schema.json` has it so. */
export function eventViolation(event: unknown): string | undefined {
  return validate(JSON.parse(JSON.stringify(event))) ? undefined : ajv.errorsText(validate.errors);
}
