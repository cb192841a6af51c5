/** Which parts of a catalogue the browser needs: what client components say. The rest stays on the server. */
import type { Messages } from "next-intl";

type ClientNamespace =
  | "age"
  | "kit"
  | "live"
  | "shell"
  | "block"
  | "transaction"
  | "node"
  | "consensus"
  | "home"
  | "error";

export function clientMessages(messages: Messages): Pick<Messages, ClientNamespace> {
  const { age, kit, live, shell, block, transaction, node, consensus, home, error } = messages;
  return { age, kit, live, shell, block, transaction, node, consensus, home, error };
}
