import type { Block, Section, TableBlock } from "./content/blocks.ts";
import type { ReportContent } from "./report_content.ts";

/** The report as GitHub-flavoured Markdown, with links to the charts beside it. */
export function reportMarkdown(content: ReportContent): string {
  const parts = [
    `# ${content.title}`,
    content.summary,
    ...content.sections.map(sectionMarkdown),
  ];
  return parts.join("\n\n") + "\n";
}

function sectionMarkdown({ heading, exploratory, blocks }: Section): string {
  return [
    `## ${heading}${exploratory ? " (exploratory)" : ""}`,
    ...blocks.map(blockMarkdown),
  ].join("\n\n");
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return plain(block.text);
    case "list":
      return [
        ...(block.title === null ? [] : [`**${plain(block.title)}**`, ""]),
        ...block.items.map((item) => `- ${plain(item)}`),
      ].join("\n");
    case "verdict":
      return [
        `**${plain(block.sentence)}**`,
        ...(block.notes.length > 0 ? ["", ...block.notes.map((note) => `- ${plain(note)}`)] : []),
      ].join("\n");
    case "code":
      return `\`\`\`sh\n${block.text}\n\`\`\``;
    case "table":
      return reportMarkdownTable(block);
    case "chart":
      return [
        `### ${plain(block.title)}`,
        `![${plain(block.description).replaceAll(/[[\]]/g, "")}](charts/${block.name}.svg)`,
        `Data: [charts/${block.name}.csv](charts/${block.name}.csv), specification: [charts/${block.name}.vl.json](charts/${block.name}.vl.json)`,
      ].join("\n\n");
    default:
      return block satisfies never;
  }
}

/** A table with its caption. */
export function reportMarkdownTable({ caption, columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    plain(caption),
    "",
    line(columns.map((column) => inCell(column.title))),
    line(columns.map((column) => column.align === "right" ? "--:" : ":--")),
    ...rows.map((row) => line(row.map((cell) => inCell(cell.text)))),
  ].join("\n");
}

/** Keeps signs that are markup in Markdown as the text that they are. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_<>]/g, "\\$&").replaceAll("\n", " ");
}

function inCell(text: string): string {
  return plain(text).replaceAll("|", "\\|");
}
