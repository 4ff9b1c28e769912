import { currentTemplate, templatePath, templateText } from '../../../lib/baseline/committed-templates';
import { type StageName, stages } from '../../../lib/settings/stages';
import type { DerivedFile } from '../derived-file';

export default (Object.keys(stages) as StageName[]).map((stage) => ({
  path: templatePath(stage),
  from: `the stack of the stage ${stage}`,
  text: () => templateText(currentTemplate(stage)),
})) satisfies DerivedFile[];
