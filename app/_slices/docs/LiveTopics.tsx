/** The live protocol: what to emit, and which topics bring which frames. */
import { useTranslations } from "next-intl";
import { Raw, Table, Td, Text, Tr } from "#app/kit";

const TOPICS = [
  { key: "blocks", name: "blocks", frames: "block.added block.updated block.final block.reverted blocks.range" },
  {
    key: "transactions",
    name: "transactions",
    frames: "transactions.included transactions.pending transactions.dropped",
  },
  { key: "mempool", name: "mempool", frames: "mempool.changed" },
  { key: "nodes", name: "nodes", frames: "node.updated" },
  { key: "consensus", name: "consensus", frames: "consensus.updated" },
  { key: "address", name: "address:<address>", frames: "address.updated" },
  { key: "tx", name: "tx:<hash>", frames: "transaction.updated" },
] as const;

const exampleOf = (origin: string) => `import { io } from "socket.io-client";

const socket = io("${origin}", { path: "/live" });
socket.on("connect", () => socket.emit("subscribe", { topic: "blocks" }, (answer) => console.log(answer)));
socket.on("frame", ({ topic, prev, seq, type, data }) => console.log(topic, prev, seq, type, data));
socket.on("reset", ({ topic }) => socket.emit("subscribe", { topic }, () => {}));`;

export function LiveTopics({ origin }: { origin: string }) {
  const t = useTranslations("docs");
  return (
    <>
      <p>{t("liveText")}</p>
      <Raw>{exampleOf(origin)}</Raw>
      <Table
        caption={t("topics")}
        columns={[
          { key: "topic", label: t("topic") },
          { key: "frames", label: t("frames"), rank: 2 },
          { key: "what", label: t("brings") },
        ]}
      >
        {TOPICS.map(({ key, name, frames }) => (
          <Tr key={key}>
            <Td head>
              <Text variant="mono">{name}</Text>
            </Td>
            <Td rank={2} wrap>
              <Text variant="mono">{frames}</Text>
            </Td>
            <Td wrap>
              <Text variant="soft">{t(`topicText.${key}`)}</Text>
            </Td>
          </Tr>
        ))}
      </Table>
    </>
  );
}
