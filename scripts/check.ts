/** `npm run check`: types, lint, build and the store's rules. */

import { runCommand } from './common/command.ts';
import { runChecks } from './test/checks.ts';

await runCommand(async () => {
  const { failed } = await runChecks();
  return failed > 0 ? 1 : 0;
});
