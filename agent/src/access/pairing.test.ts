import { describe, expect, it } from "vitest";
import { createPairing } from "./pairing.ts";

function fake() {
  const waits: number[] = [];
  let time = 0;
  const pairing = createPairing({
    now: () => time,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return { pairing, waits, pass: (milliseconds: number) => (time += milliseconds) };
}

const guess = { protocol: 1, kind: "token", secret: "A".repeat(43) } as const;
const greet = (kind: "token" | "session", secret: string) => ({ protocol: 1, kind, secret }) as const;
const notPaired = { kind: "refused", refusal: { kind: "not-paired" } };

describe("pairing", () => {
  it("prints tokens of 256 bits, each new", () => {
    const { pairing } = fake();
    const tokens = new Set(Array.from({ length: 50 }, () => pairing.print()));
    expect(tokens.size).toBe(50);
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
  });

  it("takes a token once, and gives a key that comes back", async () => {
    const { pairing } = fake();
    const token = pairing.print();
    const first = await pairing.admit(greet("token", token));
    if (first.kind !== "paired") throw new Error(first.kind);
    expect(first.key).not.toBe(token);
    expect(await pairing.admit(greet("token", token))).toEqual(notPaired);
    expect(await pairing.admit(greet("session", first.key))).toMatchObject({
      kind: "paired",
      session: { id: first.session.id },
    });
    pairing.end(first.session);
    expect(await pairing.admit(greet("session", first.key))).toEqual(notPaired);
  });

  it("lets a token live two minutes, and no longer than the next one", async () => {
    const { pairing, pass } = fake();
    const late = pairing.print();
    pass(120_001);
    expect(await pairing.admit(greet("token", late))).toEqual(notPaired);
    const [replaced, fresh] = [pairing.print(), pairing.print()];
    expect(await pairing.admit(greet("token", replaced))).toEqual(notPaired);
    expect(await pairing.admit(greet("token", fresh))).toMatchObject({ kind: "paired" });
  });

  it("does not take a key for a token, nor the other way round", async () => {
    const { pairing } = fake();
    expect(await pairing.admit(greet("session", pairing.print()))).toEqual(notPaired);
    const token = pairing.print();
    const paired = await pairing.admit(greet("token", token));
    if (paired.kind !== "paired") throw new Error(paired.kind);
    expect(await pairing.admit(greet("token", paired.key))).toEqual(notPaired);
  });

  it("answers a wrong token and an unknown session alike", async () => {
    const { pairing, waits } = fake();
    const answers = [await pairing.admit(guess), await pairing.admit({ ...guess, kind: "session" })];
    expect(answers).toEqual([notPaired, notPaired]);
    expect(waits).toEqual([100, 200]);
  });

  it("waits longer after each wrong secret, then locks out; a fresh link opens again", async () => {
    const { pairing, waits, pass } = fake();
    const token = pairing.print();
    for (let i = 0; i < 8; i++) expect(await pairing.admit(guess)).toEqual(notPaired);
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3000, 3000, 3000]);
    const locked = { kind: "refused", refusal: { kind: "locked-out", seconds: 60 } };
    expect(await pairing.admit(greet("token", token))).toEqual(locked);
    expect(await pairing.admit({ ...guess, kind: "session" })).toEqual(locked);
    expect(await pairing.admit(greet("token", pairing.print()))).toMatchObject({ kind: "paired" });
    for (let i = 0; i < 8; i++) await pairing.admit(guess);
    pass(60_001);
    expect(await pairing.admit(guess)).toEqual(notPaired);
  });

  it("lets a known session in while strangers are locked out", async () => {
    const { pairing } = fake();
    const paired = await pairing.admit(greet("token", pairing.print()));
    if (paired.kind !== "paired") throw new Error(paired.kind);
    for (let i = 0; i < 9; i++) await pairing.admit(guess);
    expect(await pairing.admit(greet("session", paired.key))).toMatchObject({ kind: "paired" });
  });

  it("forgets a session that has been away for eight hours", async () => {
    const { pairing, pass } = fake();
    const paired = await pairing.admit(greet("token", pairing.print()));
    if (paired.kind !== "paired") throw new Error(paired.kind);
    pass(8 * 3_600_000 + 1);
    expect(await pairing.admit(greet("session", paired.key))).toEqual(notPaired);
  });
});
