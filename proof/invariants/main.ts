import { checkTemplates } from './command';

const { lines, remark, exitCode } = checkTemplates(process.argv.slice(2));
for (const line of lines) console.log(line);
console.error(remark);
process.exitCode = exitCode;
