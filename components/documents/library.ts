// Where documents are kept: IndexedDB, or memory where the browser keeps nothing for this page. Has a life: one a page.
import { decodeDocument, type StudioDocument } from "./document";

export type StorageState =
  | { readonly kind: "kept" }
  /** Nothing outlives this page. */
  | { readonly kind: "blocked"; readonly reason: string }
  | { readonly kind: "full" };

const databaseName = "datawright";
const storeName = "documents";
const inputsName = "inputs";

/** Input files that no document names any more are let go after this long: a deletion can be undone until then. */
const keptInputsFor = 24 * 3600 * 1000;

/** A file of inputs; documents name it by its id. */
export interface InputFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly addedAt: number;
}

export class Library {
  readonly #memory = new Map<string, StudioDocument>();
  readonly #inputs = new Map<string, InputFile>();
  readonly #onState: (state: StorageState) => void;
  #database: Promise<IDBDatabase | undefined> | undefined;

  constructor(onState: (state: StorageState) => void) {
    this.#onState = onState;
  }

  /** Newest first. */
  async list(): Promise<readonly StudioDocument[]> {
    const database = await this.#opened();
    const kept = database
      ? await done<unknown[]>(database.transaction(storeName).objectStore(storeName).getAll())
      : [...this.#memory.values()];
    return kept
      .map(decodeDocument)
      .filter((document) => document !== undefined)
      .sort((a, b) => b.changedAt - a.changedAt);
  }

  async get(id: string): Promise<StudioDocument | undefined> {
    const database = await this.#opened();
    return database
      ? decodeDocument(await done<unknown>(database.transaction(storeName).objectStore(storeName).get(id)))
      : this.#memory.get(id);
  }

  /** False where there was no room: the state then says so, and the document is still held in this page. */
  put(document: StudioDocument): Promise<boolean> {
    this.#memory.set(document.id, document);
    return this.#write(storeName, document);
  }

  putInputs(file: InputFile): Promise<boolean> {
    this.#inputs.set(file.id, file);
    return this.#write(inputsName, file);
  }

  async getInputs(id: string): Promise<InputFile | undefined> {
    const held = this.#inputs.get(id);
    if (held !== undefined) return held;
    const database = await this.#opened();
    return (
      database && decodeInputs(await done<unknown>(database.transaction(inputsName).objectStore(inputsName).get(id)))
    );
  }

  /** Lets go of files that none of these documents names. */
  async forgetInputs(documents: readonly StudioDocument[], now: number): Promise<void> {
    const database = await this.#opened();
    if (database === undefined) return;
    const named = new Set(documents.map((document) => document.inputs?.id));
    const store = database.transaction(inputsName, "readwrite").objectStore(inputsName);
    for (const id of await done<IDBValidKey[]>(store.getAllKeys())) {
      const file = named.has(String(id)) ? undefined : decodeInputs(await done<unknown>(store.get(id)));
      if (file !== undefined && now - file.addedAt > keptInputsFor) store.delete(id);
    }
  }

  async #write(store: string, value: StudioDocument | InputFile): Promise<boolean> {
    const database = await this.#opened();
    if (database === undefined) return false;
    try {
      const transaction = database.transaction(store, "readwrite");
      transaction.objectStore(store).put(value);
      await committed(transaction);
      this.#onState({ kind: "kept" });
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#onState(
        error.name === "QuotaExceededError" ? { kind: "full" } : { kind: "blocked", reason: error.message },
      );
      return false;
    }
  }

  async remove(id: string): Promise<void> {
    const database = await this.#opened();
    this.#memory.delete(id);
    if (database === undefined) return;
    const transaction = database.transaction(storeName, "readwrite");
    transaction.objectStore(storeName).delete(id);
    await committed(transaction);
  }

  #opened(): Promise<IDBDatabase | undefined> {
    this.#database ??= openDatabase().catch((error: unknown) => {
      this.#onState({ kind: "blocked", reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    });
    return this.#database;
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Where storage is forbidden, merely naming indexedDB may throw; the promise turns that into a rejection.
    const request = indexedDB.open(databaseName, 2);
    request.onupgradeneeded = () => {
      for (const store of [storeName, inputsName])
        if (!request.result.objectStoreNames.contains(store))
          request.result.createObjectStore(store, { keyPath: "id" });
    };
    request.onsuccess = () => {
      // A tab with a newer version of the studio may change the database; this one then keeps what it has in memory.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error("the browser refused storage"));
    request.onblocked = () => reject(new Error("another tab holds an older version of the library"));
  });
}

function decodeInputs(value: unknown): InputFile | undefined {
  const { id, name, bytes, addedAt } = (typeof value === "object" && value !== null ? value : {}) as Partial<InputFile>;
  return typeof id === "string" && typeof name === "string" && bytes instanceof Uint8Array
    ? { id, name, bytes, addedAt: typeof addedAt === "number" ? addedAt : 0 }
    : undefined;
}

function done<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error ?? new Error("reading failed"));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("writing was stopped", "AbortError"));
  });
}
