import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPart, readPlainText, writePlainText } from "./plain-file.ts";
import { append, bytesIn, openWorkshop } from "./workspace.ts";

const workshop = openWorkshop(undefined);
const secret = mkdtempSync(join(tmpdir(), "datawright-secret-"));
let folder = "";
beforeAll(() => {
  writeFileSync(join(secret, "key"), "12345678");
  folder = workshop.open().folder;
});
afterAll(() => {
  workshop.close();
  rmSync(secret, { recursive: true, force: true });
});

it("reads parts of a plain file of the agreed size", () => {
  append(folder, "A.in", 0, new Uint8Array([1, 2, 3]));
  append(folder, "A.in", 3, new Uint8Array([4]));
  expect(readPart(folder, "A.in", 4, 1, 2)).toEqual(new Uint8Array([2, 3]));
  expect(readPart(folder, "A.in", 4, 4, 9)).toEqual(new Uint8Array(0));
  expect(readPart(folder, "A.in", 5, 0, 5)).toBeUndefined();
});

it("follows no link, waits for no pipe and opens no device or folder", () => {
  symlinkSync(join(secret, "key"), join(folder, "link.out"));
  linkSync(join(secret, "key"), join(folder, "hard.out"));
  symlinkSync("/dev/zero", join(folder, "zero.out"));
  mkdirSync(join(folder, "folder.out"));
  execFileSync("mkfifo", [join(folder, "pipe.out")]);
  for (const name of ["link.out", "hard.out", "zero.out", "folder.out", "pipe.out", "missing.out"]) {
    expect(readPart(folder, name, 8, 0, 8)).toBeUndefined();
    expect(readPlainText(join(folder, name), 100)).toBeUndefined();
  }
  expect(readPlainText("/dev/zero", 100)).toBeUndefined();
});

it("writes into no file that was there before", () => {
  symlinkSync(join(secret, "key"), join(folder, "B.in"));
  expect(() => append(folder, "B.in", 0, new Uint8Array(1))).toThrow(/EEXIST/);
  expect(() => append(folder, "B.in", 8, new Uint8Array(1))).toThrow(/ELOOP/);
});

it("writes beside what a job left, and through none of it", () => {
  for (const plant of [
    symlinkSync,
    linkSync,
    (_: string, path: string) => mkdirSync(join(path, "in"), { recursive: true }),
  ]) {
    plant(join(secret, "key"), join(folder, "request.json"));
    writePlainText(join(folder, "request.json"), "own");
    expect(readPlainText(join(folder, "request.json"), 100)).toBe("own");
    expect(readFileSync(join(secret, "key"), "utf8")).toBe("12345678");
    rmSync(join(folder, "request.json"));
  }
});

it("is closed to the job's user before its job and after it", () => {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  // As root: a stranger's number; else one's own, where nothing changes.
  const user = { uid: uid === 0 ? 65534 : uid, gid, name: "someone" };
  const shop = openWorkshop(user);
  const own = shop.open();
  expect(statSync(own.folder).uid).toBe(uid);
  own.handOver();
  expect(statSync(own.folder).uid).toBe(user.uid);
  own.takeBack();
  expect(statSync(own.folder).uid).toBe(uid);
  shop.close();
});

it("makes each job its own folder, and takes all of them away", () => {
  const [one, two] = [workshop.open(), workshop.open()];
  expect(one.folder).not.toBe(two.folder);
  expect(statSync(one.folder).mode & 0o777).toBe(0o700);
  expect(statSync(workshop.folder).mode & 0o022).toBe(0);
  writeFileSync(join(one.folder, "x"), new Uint8Array(100_000));
  expect(bytesIn(one.folder)).toBeGreaterThanOrEqual(100_000);
  symlinkSync("/", join(two.folder, "root"));
  expect(bytesIn(two.folder)).toBeLessThan(100_000);
  one.close();
  expect(bytesIn(one.folder)).toBe(0);
});

it("takes away what a job made to stay: folders deeper than a path is long, and closed ones", () => {
  const { folder: own, close } = workshop.open();
  execFileSync("perl", ["-e", 'for (1..80) { mkdir "d" x 100; chdir "d" x 100 } open(my $f, ">", "end")'], {
    cwd: own,
  });
  mkdirSync(join(own, "closed/inside"), { recursive: true });
  chmodSync(join(own, "closed"), 0);
  expect(bytesIn(own)).toBe(Number.POSITIVE_INFINITY);
  close();
  expect(existsSync(own)).toBe(false);
});
