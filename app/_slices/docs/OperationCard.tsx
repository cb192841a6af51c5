/** One REST operation: what it takes and what it answers. */
import { useTranslations } from "next-intl";
import { Raw, Table, Td, Text, Tr } from "#app/kit";
import styles from "./docs.module.css";
import type { Operation } from "./openapi";

/** Those whose meaning is worded in both languages; the description says others in English. */
const PARAMETERS = ["network", "limit", "cursor", "q", "blockId", "nodeId", "hash", "address"] as const;

export function OperationCard({ operation }: { operation: Operation }) {
  const t = useTranslations("docs");
  const meaningOf = ({ name, description }: Operation["parameters"][number]) => {
    const key = name === "id" ? (operation.path.includes("/nodes/") ? "nodeId" : "blockId") : name;
    const known = PARAMETERS.find((each) => each === key);
    return known ? t(`parameter.${known}`) : description;
  };
  return (
    <section className={styles.operation} id={operation.id}>
      <h3 className={styles.path}>
        <span className={operation.method === "GET" ? styles.get : styles.post}>{operation.method}</span>{" "}
        {operation.path}
      </h3>
      {operation.summary && (
        <p className={styles.summary} lang="en">
          {operation.summary}
        </p>
      )}
      {(operation.parameters.length > 0 || operation.body) && (
        <Table
          caption={t("parameters")}
          columns={[
            { key: "name", label: t("parameters") },
            { key: "in", label: t("in"), rank: 3 },
            { key: "type", label: t("kind"), rank: 2 },
            { key: "meaning", label: t("meaning") },
          ]}
        >
          {operation.parameters.map((parameter) => (
            <Tr key={`${parameter.in} ${parameter.name}`}>
              <Td head>
                <Text variant="mono">{parameter.name}</Text>{" "}
                <Text variant="faint">{t(parameter.required ? "required" : "optional")}</Text>
              </Td>
              <Td rank={3}>{parameter.in}</Td>
              <Td rank={2}>
                <Text variant="mono">{parameter.type}</Text>
              </Td>
              <Td wrap>
                <Text variant="soft">{meaningOf(parameter)}</Text>
              </Td>
            </Tr>
          ))}
          {operation.body && (
            <Tr>
              <Td head>{t("body")}</Td>
              <Td rank={3}>body</Td>
              <Td rank={2}>
                <Text variant="mono">{operation.body}</Text>
              </Td>
              <Td wrap>
                <Text variant="soft">{t("bodyText")}</Text>
              </Td>
            </Tr>
          )}
        </Table>
      )}
      <Raw>{operation.example}</Raw>
      <ul className={styles.responses} aria-label={t("responses")}>
        {operation.responses.map((response) => (
          <li key={response.status}>
            <Text variant="mono">{response.status}</Text> <span lang="en">{response.description}</span>{" "}
            {response.type && (
              <Text variant="faint">
                <Text variant="mono">{response.type}</Text>
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
