import { runCommand } from '../../cli/run-command';
import { explainAwsErrors } from '../aws-fault';
import { createUser } from './create-user';
import { userOptions } from './options';

/** `npm run user -- create EMAIL`: makes a first user of a deployed stack, and says what to do next. */
runCommand(() =>
  explainAwsErrors(async () => {
    console.log(await createUser(userOptions(process.argv.slice(2))));
    return 0;
  }),
);
