import type { Advice, Case } from './case';

/** All functions on arm64. */
export function adviseOnArchitecture({ template, savingOf }: Case): Advice[] {
  const others = template.of('AWS::Lambda::Function').filter(({ properties }) => properties.Architectures?.[0] !== 'arm64');
  if (others.length === 0) return [];
  const changes = new Map(others.map(({ id, properties }) => [id, { ...properties, Architectures: ['arm64'] }]));
  const count = others.length === 1 ? 'the function' : `the ${others.length} functions`;
  return [
    {
      text: `Run ${count} with x86_64 on arm64.`,
      drawback: 'Native packages must be installed for arm64. The duration is assumed to stay.',
      ...savingOf(template.with(changes)),
    },
  ];
}
