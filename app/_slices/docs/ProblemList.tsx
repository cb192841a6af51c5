/** Every code that a problem of the API may have; a problem's `type` leads here. */
import { useTranslations } from "next-intl";
import { Table, Td, Text, Tr } from "#app/kit";

export interface ProblemListProps {
  problems: readonly { readonly code: string; readonly status: number; readonly title: string }[];
}

export function ProblemList({ problems }: ProblemListProps) {
  const t = useTranslations("docs");
  return (
    <Table
      caption={t("problems")}
      columns={[
        { key: "code", label: t("name") },
        { key: "status", label: t("status"), align: "end" },
        { key: "meaning", label: t("meaning") },
      ]}
    >
      {problems.map(({ code, status, title }) => (
        <Tr key={code}>
          <Td head>
            <span id={`problem-${code}`}>
              <Text variant="mono">{code}</Text>
            </span>
          </Td>
          <Td align="end">{status}</Td>
          <Td wrap>
            <span lang="en">{title}</span>
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
