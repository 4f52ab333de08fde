/** Something the user can put right: printed as one line, without a stack. */
export class UserError extends Error {
  override name = 'UserError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Where the user stands; npm itself changes to the folder of package.json. */
export const userFolder = process.env.INIT_CWD ?? process.cwd();

/** What `util.parseArgs` throws for arguments that it does not know. */
function isBadArgument(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Runs a command's body and ends the process with its exit code. */
export async function runCommand(main: () => Promise<number>): Promise<never> {
  try {
    process.exit(await main());
  } catch (error) {
    if (error instanceof UserError) {
      console.error(error.message);
      process.exit(error.exitCode);
    }
    if (isBadArgument(error)) {
      console.error(error.message.split('. ')[0]);
      process.exit(2);
    }
    console.error(error);
    process.exit(1);
  }
}
