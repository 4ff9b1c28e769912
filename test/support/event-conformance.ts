import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/events.schema.json'), 'utf8'));
const ajv = addFormats(new Ajv2020());
const validate = ajv.compile(schema);

/** Returns why a serialized event violates `docs/events.schema.json`; `undefined` when it conforms. */
export function eventViolation(event: unknown): string | undefined {
  return validate(JSON.parse(JSON.stringify(event))) ? undefined : ajv.errorsText(validate.errors);
}
