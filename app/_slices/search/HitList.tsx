"use client";
/** What a search has found, each with its kind. A network's result leads to that network. */
import Link from "next/link";
import { Table, Td, Text, Tr, usePlace } from "#app/kit";
import type { SearchItem } from "#server/api";
import { linkOfHit } from "./hit";

export interface HitListProps {
  items: SearchItem[];
  caption: string;
  /** The kinds' names. */
  kinds: Record<SearchItem["type"], string>;
  columns: { kind: string; label: string; network: string };
}

export function HitList({ items, caption, kinds, columns }: HitListProps) {
  const place = usePlace();
  const several = new Set(items.map(({ network }) => network)).size > 1;
  return (
    <Table
      caption={caption}
      columns={[
        { key: "kind", label: columns.kind },
        { key: "label", label: columns.label },
        ...(several ? [{ key: "network", label: columns.network }] : []),
      ]}
    >
      {items.map((item) => (
        <Tr key={item.href}>
          <Td>{kinds[item.type]}</Td>
          <Td head>
            <Link href={linkOfHit(place, item)}>
              <Text variant="mono">{item.label}</Text>
            </Link>
          </Td>
          {several && <Td>{item.network}</Td>}
        </Tr>
      ))}
    </Table>
  );
}
