/** One REST operation: what it takes and what it answers. */
import { useTranslations } from "next-intl";
import { Table, Td, Text, Tr } from "#app/kit";
import styles from "./docs.module.css";
import type { Operation } from "./openapi";

export function OperationCard({ operation }: { operation: Operation }) {
  const t = useTranslations("docs");
  return (
    <section className={styles.operation} id={operation.id}>
      <h3 className={styles.path}>
        <span className={operation.method === "GET" ? styles.get : styles.post}>{operation.method}</span>{" "}
        {operation.path}
      </h3>
      {operation.summary && <p className={styles.summary}>{operation.summary}</p>}
      {(operation.parameters.length > 0 || operation.body) && (
        <Table
          caption={t("parameters")}
          columns={[
            { key: "name", label: t("parameters") },
            { key: "in", label: t("in"), rank: 2 },
            { key: "type", label: t("kind") },
          ]}
        >
          {operation.parameters.map((parameter) => (
            <Tr key={`${parameter.in} ${parameter.name}`}>
              <Td head>
                <Text variant="mono">{parameter.name}</Text>{" "}
                <Text variant="faint">{t(parameter.required ? "required" : "optional")}</Text>
              </Td>
              <Td rank={2}>{parameter.in}</Td>
              <Td>
                <Text variant="mono">{parameter.type}</Text>
              </Td>
            </Tr>
          ))}
          {operation.body && (
            <Tr>
              <Td head>{t("body")}</Td>
              <Td rank={2}>body</Td>
              <Td>
                <Text variant="mono">{operation.body}</Text>
              </Td>
            </Tr>
          )}
        </Table>
      )}
      <ul className={styles.responses} aria-label={t("responses")}>
        {operation.responses.map((response) => (
          <li key={response.status}>
            <Text variant="mono">{response.status}</Text> {response.description}{" "}
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
