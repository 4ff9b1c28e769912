import { Annotations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { endpoints } from '../../lambda/api/endpoints';
import { commonEnvironment, type EnvironmentKey, environmentOf, servicesFor } from '../../lambda/contract';
import { triggers } from '../../lambda/events/triggers';
import type { Settings } from '../config';
import { type FunctionName, sizeOf } from '../functions';
import { warmNotice } from '../warm';
import { HttpApi } from './http-api';
import { keepWarm } from './keep-warm';
import { statementsFor } from './permissions';
import { ServiceFunction } from './service-function';
import type { Storage } from './storage';
import { UploadTrigger } from './upload-trigger';

export interface ServiceProps {
  readonly settings: Settings;
  readonly storage: Storage;
  /** The packaged code of each function. */
  readonly code: (name: FunctionName) => Code;
  /** Version of the application, as `GET /health` shows it. */
  readonly version: string;
}

/** Everything that runs: a function for each row of the two tables, and what calls it. */
export class Service extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, storage, code, version }: ServiceProps) {
    super(scope, id);
    const environment: Record<EnvironmentKey, string> = {
      TABLE_NAME: storage.table.tableName,
      ORIGINALS_BUCKET: storage.originals.bucketName,
      RENDITIONS_BUCKET: storage.renditions.bucketName,
      IMAGE_SETTINGS: JSON.stringify(settings.image),
      SERVICE_VERSION: version,
    };
    const functionFor = ({ name, may, summary }: (typeof endpoints | typeof triggers)[number]) => {
      const keys = [...commonEnvironment, ...servicesFor(may).flatMap((service) => environmentOf[service])];
      return new ServiceFunction(this, name, {
        description: summary,
        code: code(name),
        size: sizeOf(name),
        environment: Object.fromEntries(keys.map((key) => [key, environment[key]])),
        permissions: statementsFor(may, storage),
        logRetention: settings.logRetention,
      });
    };
    const handlers = byName(endpoints, functionFor);
    const listeners = byName(triggers, functionFor);

    this.url = new HttpApi(this, 'Http', { ...settings, signIn: storage.signIn, handlers }).url;
    new UploadTrigger(this, 'UploadTrigger', {
      queue: storage.uploads.queue,
      handler: listeners['resize-image'],
      maxConcurrency: settings.resizerConcurrency,
    });
    const notice = warmNotice(settings.warm, settings.accountConcurrency);
    if (notice) Annotations.of(this).addWarningV2('serverless-image-api:warm', notice);
    for (const { name } of endpoints) {
      const warm = settings.warm[name];
      if (warm) keepWarm(handlers[name].alias, warm);
    }
  }
}

/** What `f` makes of each row, under the row's name. */
function byName<Row extends { readonly name: FunctionName }, T>(rows: readonly Row[], f: (row: Row) => T): Record<Row['name'], T> {
  return Object.fromEntries(rows.map((row) => [row.name, f(row)])) as Record<Row['name'], T>;
}
