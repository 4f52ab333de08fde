/** `npm run check`: types, lint, build and the store's rules. */
import { runChecks } from './checks.ts';
import { runCommand } from './command.ts';

await runCommand(async () => {
  const { failed } = await runChecks();
  return failed > 0 ? 1 : 0;
});
