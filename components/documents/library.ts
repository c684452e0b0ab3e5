// Where documents are kept: IndexedDB, or memory where the browser keeps nothing for this page. Has a life: one a page.
import { decodeDocument, type StudioDocument } from "./document";

export type StorageState =
  | { readonly kind: "kept" }
  /** Nothing outlives this page. */
  | { readonly kind: "blocked"; readonly reason: string }
  | { readonly kind: "full" };

const databaseName = "datawright";
const storeName = "documents";

export class Library {
  readonly #memory = new Map<string, StudioDocument>();
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
  async put(document: StudioDocument): Promise<boolean> {
    const database = await this.#opened();
    this.#memory.set(document.id, document);
    if (database === undefined) return false;
    try {
      const transaction = database.transaction(storeName, "readwrite");
      transaction.objectStore(storeName).put(document);
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
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser refused storage"));
    request.onblocked = () => reject(new Error("another tab holds an older version of the library"));
  });
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
