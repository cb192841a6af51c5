/**
 * What the log asks of a file system, and the real one. Nothing is durable before `sync` of the file, and no name before
 * `syncFolder` of the folder it is in. Behind a port so that tests can crash between any two steps.
 */
import { constants } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";

export interface WalFile {
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** Content and length, not times: `fdatasync`. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export interface WalDisk {
  /** Names in the folder, which is made when it is missing. */
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<Uint8Array>;
  /** Empty, in place of what may be there. */
  create(path: string): Promise<WalFile>;
  open(path: string): Promise<WalFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

async function openFile(path: string, flags: number): Promise<WalFile> {
  const handle = await open(path, flags, 0o600);
  return {
    async write(bytes, offset) {
      let written = 0;
      while (written < bytes.length) {
        written += (await handle.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
}

export const realDisk: WalDisk = {
  async list(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  },
  read: (path) => readFile(path),
  create: (path) => openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC),
  open: (path) => openFile(path, constants.O_RDWR),
  rename,
  remove: (path) => rm(path),
  async syncFolder(folder) {
    const handle = await open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
