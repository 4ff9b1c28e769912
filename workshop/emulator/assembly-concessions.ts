import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assembly, Part } from './assembly';
import type { Conceded } from './conceded';
import type { Emulator } from './ministack';

/** A change to the synthesized assembly, because the emulator does not support something. */
export interface AssemblyConcession extends Conceded {
  make(assembly: Assembly, emulator: Emulator): Promise<void>;
}

/** The resource types of the template that the emulator does not support. Its sign-in page has a fixed style, and its logs no queries. */
export const unknownTypes: readonly string[] = ['AWS::Cognito::ManagedLoginBranding', 'AWS::Logs::QueryDefinition'];

const isUnknown = (type: unknown) => unknownTypes.some((each) => each === type);

/** All changes to the assembly. */
export const assemblyConcessions: readonly AssemblyConcession[] = [
  {
    what: `the template without ${unknownTypes.join(' and ')}`,
    error: `Template format error: Unrecognized resource types: [${unknownTypes.join(', ')}]`,
    async make(assembly) {
      const { Resources } = await assembly.template();
      const known = (id: string) => !isUnknown(Resources[id]?.Type);
      await assembly.changeTemplate((part) => {
        if (isUnknown(part.Type)) return undefined;
        return Array.isArray(part.DependsOn) ? { ...part, DependsOn: part.DependsOn.filter(known) } : part;
      });
    },
  },
  {
    what: "https:// and the user pool's ProviderName, instead of its ProviderURL",
    error: 'Requested attribute ProviderURL does not exist in schema for AWS::Cognito::UserPool',
    make: (assembly) =>
      assembly.changeTemplate((part) => {
        const [pool, attribute] = getAtt(part) ?? [];
        return attribute === 'ProviderURL' ? { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [pool, 'ProviderName'] }]] } : part;
      }),
  },
  {
    // The host of the API contains the emulator's port, which CloudFront does not support, and a name that does not resolve.
    what: "the API's address by plain HTTP and path as the distribution's origin",
    error: '502 ERROR The request could not be satisfied.',
    async make(assembly, { endpoint }) {
      const { Resources } = await assembly.template();
      const [api] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Api') ?? [];
      await assembly.changeTemplate((part) => {
        if (!part.CustomOriginConfig) return part;
        const OriginPath = { 'Fn::Join': ['', ['/_aws/execute-api/', { Ref: api }, '/$default']] };
        const CustomOriginConfig = { OriginProtocolPolicy: 'http-only', HTTPPort: Number(new URL(endpoint).port) };
        return { ...part, DomainName: 'localhost', OriginPath, CustomOriginConfig };
      });
    },
  },
  {
    // The emulator unpacks the layer to another folder, and its files are not executable.
    what: "another folder than /opt for the AWS CLI, in the CDK's function that copies the page",
    error: "[Errno 2] No such file or directory: '/opt/awscli/aws'",
    async make(assembly, { folder }) {
      const command = join(folder, 'aws');
      await writeFile(command, '#!/bin/sh\nexec python3 "$_LAMBDA_LAYERS_DIRS/awscli/aws" "$@"\n', { mode: 0o755 });
      await assembly.changeAssets('index.py', '/opt/awscli/aws', command);
    },
  },
];

const getAtt = (part: Part) => part['Fn::GetAtt'] as readonly [string, string] | undefined;
