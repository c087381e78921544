// What the tests call of pkg/dist/worker.js. The package itself only passes it on (pkg/src/worker.d.ts).

export interface WorkerStore {
  keys(prefix: string): Promise<string[]>;
  read(key: string | undefined): Promise<string>;
}

export function open(work: string): WorkerStore;
