import { compareTemplates } from './compare-templates';

/** A stage and its templates, both normalized. */
export interface StageTemplates {
  readonly stage: string;
  /** `undefined` when the stage is new. */
  readonly before: object | undefined;
  readonly after: object;
}

export interface BaselineReport {
  readonly lines: readonly string[];
  /** Whether a loss is not accepted. */
  readonly lost: boolean;
}

/**
 * Compares the templates of each stage.
 * @param accepted reasons of the losses that are meant, by logical id
 */
export function checkBaseline(stages: readonly StageTemplates[], accepted: Readonly<Record<string, string>>): BaselineReport {
  const comparisons = stages.map(({ stage, before, after }) =>
    before ? { stage, ...compareTemplates(before, after) } : { stage, losses: [], summary: ['the stage is new'] },
  );
  const refused = comparisons.flatMap(({ losses }) => losses.filter(({ id }) => !(id in accepted)));
  const lines = comparisons.flatMap(({ stage, losses, summary }) => [
    summary.length > 0 ? `${stage}:` : `${stage}: no change`,
    ...summary.map((line) => `  ${line}`),
    ...losses.map(({ id, text }) => (id in accepted ? `  accepted loss, ${accepted[id]}: ${text}` : `  LOSS: ${text}`)),
  ]);
  const unused = Object.keys(accepted).filter((id) => !comparisons.some(({ losses }) => losses.some((loss) => loss.id === id)));
  lines.push(...unused.map((id) => `No stage loses ${id}. Remove it from lib/baseline/accepted-losses.ts.`));
  if (refused.length > 0)
    lines.push('If you mean to lose it, add its logical id and the reason to lib/baseline/accepted-losses.ts.');
  return { lines, lost: refused.length > 0 };
}
