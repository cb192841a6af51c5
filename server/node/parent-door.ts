/**
 * Commands from the process that started this one, over the IPC channel that only it has: what a devnet's own tools and
 * benchmarks ask of an engine. People's commands come by an authorised door of their own.
 */
import { z } from "zod";
import type { Command } from "#server/consensus";

const ParentCommand = z.object({
  command: z.object({ type: z.literal("transferLeadership"), to: z.string() }),
});

/** Messages of any other kind are left alone. */
export function openParentDoor(carryOut: (command: Command) => void): void {
  process.on("message", (message) => {
    const parsed = ParentCommand.safeParse(message);
    if (parsed.success) carryOut(parsed.data.command);
  });
}
