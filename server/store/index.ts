/** The database: how to open it and how to bring it to this version's shape. Whoever reads or writes tables owns its SQL. */
export { applyMigrations, MigrationError, type MigrationErrorCode } from "./migrate";
export { patiently } from "./patience";
export { openPool, openPrisma, type PoolOptions } from "./pool";
