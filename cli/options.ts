// Reads a command's words. What is not a known option, or not one of its values, is a usage error.
import { type ParseArgsConfig, parseArgs } from "node:util";
import { usage } from "./exit.ts";

type Flags = Readonly<Record<string, "text" | "flag">>;

export interface Words {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  readonly whole: (name: string, least: number, most: number) => number | undefined;
  readonly oneOf: <Value extends string>(name: string, values: readonly Value[]) => Value | undefined;
}

/** `flags`: the options of a command by name; "o" has the short form -o. */
export function readWords(args: readonly string[], flags: Flags, positionals: readonly string[]): Words {
  const options: NonNullable<ParseArgsConfig["options"]> = Object.fromEntries(
    Object.entries(flags).map(([name, kind]) => [
      name,
      { type: kind === "text" ? ("string" as const) : ("boolean" as const), ...(name === "output" && { short: "o" }) },
    ]),
  );
  const parsed = parse(args, options);
  if (parsed.positionals.length !== positionals.length) {
    const missing = positionals[parsed.positionals.length];
    throw usage(
      missing === undefined
        ? `\`${parsed.positionals[positionals.length]}\` is one word too many.`
        : `${missing} is missing.`,
    );
  }
  const text = (name: string) => {
    const value = parsed.values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    positionals: parsed.positionals,
    text,
    flag: (name) => parsed.values[name] === true,
    whole: (name, least, most) => {
      const value = text(name);
      if (value !== undefined && (!/^\d{1,15}$/.test(value) || Number(value) < least || Number(value) > most))
        throw usage(`--${name} takes a whole number from ${least} to ${most}, not \`${value}\`.`);
      return value === undefined ? undefined : Number(value);
    },
    oneOf: (name, values) => {
      const value = text(name);
      const found = values.find((each) => each === value);
      if (value !== undefined && found === undefined)
        throw usage(`--${name} takes ${values.join(", ")}, not \`${value}\`.`);
      return found;
    },
  };
}

function parse(args: readonly string[], options: NonNullable<ParseArgsConfig["options"]>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code?.startsWith("ERR_PARSE_ARGS")) throw error;
    throw usage(`${message.split(". ")[0]}.`);
  }
}
