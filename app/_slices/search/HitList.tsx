"use client";
/** What a search has found, each with its kind. A network's result leads to that network. */
import Link from "next/link";
import { PlaceLink, pathTo, Table, Td, Text, Tr, usePlace } from "#app/kit";
import type { SearchItem } from "#server/api";
import { pathOfHit } from "./hit";

export interface HitListProps {
  items: SearchItem[];
  caption: string;
  /** The kinds' names. */
  kinds: Record<SearchItem["type"], string>;
  columns: { kind: string; label: string };
}

export function HitList({ items, caption, kinds, columns }: HitListProps) {
  const place = usePlace();
  return (
    <Table
      caption={caption}
      columns={[
        { key: "kind", label: columns.kind },
        { key: "label", label: columns.label },
      ]}
    >
      {items.map((item) => (
        <Tr key={`${item.type} ${item.id}`}>
          <Td>{kinds[item.type]}</Td>
          <Td head>
            {item.type === "network" ? (
              <Link href={pathTo({ ...place, network: item.id, named: true }, "/")}>{item.label}</Link>
            ) : (
              <PlaceLink to={pathOfHit(item)}>
                <Text variant="mono">{item.label}</Text>
              </PlaceLink>
            )}
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
