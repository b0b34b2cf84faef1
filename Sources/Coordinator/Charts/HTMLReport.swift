/// A page of text, figures, tables and charts in a single file that loads nothing.
public struct HTMLReport: Sendable {
    /// A piece of a section.
    public enum Block: Sendable {
        /// A paragraph of plain text.
        case text(String)
        /// A paragraph that a reader must not miss.
        case note(String)
        /// Key figures, drawn large and side by side.
        case figures([Figure])
        /// Rows under a heading each; the first column names the row.
        case table(Table)
        /// A picture.
        case chart(any Chart)
        /// Lines of plain text in a fixed-width font.
        case lines([String])
    }

    /// One key figure.
    public struct Figure: Sendable, Equatable {
        /// Whether a figure is good news.
        public enum Tone: String, Sendable {
            /// Neither good nor bad.
            case plain
            /// Good news.
            case good
            /// Bad news.
            case bad
        }

        var label: String
        var value: String
        var detail: String
        var tone: Tone

        /// A figure with its name above and a remark below.
        public init(_ label: String, value: String, detail: String = "", tone: Tone = .plain) {
            (self.label, self.value, self.detail, self.tone) = (label, value, detail, tone)
        }
    }

    /// Text in rows and columns.
    public struct Table: Sendable, Equatable {
        var caption: String
        var header: [String]
        var rows: [[String]]

        /// A table; rows shorter than the heading are filled with empty cells.
        public init(caption: String = "", header: [String], rows: [[String]]) {
            (self.caption, self.header, self.rows) = (caption, header, rows)
        }
    }

    /// A heading and what stands under it.
    public struct Section: Sendable {
        var title: String
        var blocks: [Block]

        /// A part of the page.
        public init(_ title: String, _ blocks: [Block]) {
            (self.title, self.blocks) = (title, blocks)
        }
    }

    /// The page's heading.
    public var title: String
    /// A line below the heading: what, when, where.
    public var subtitle: String
    /// The parts, in order.
    public var sections: [Section]

    /// Describes a page.
    public init(title: String, subtitle: String = "", sections: [Section] = []) {
        (self.title, self.subtitle, self.sections) = (title, subtitle, sections)
    }

    /// The page as one HTML document.
    public func html() -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>\(Markup.escaped(title))</title>
        <style>
        \(Palette.pageStyle)
        \(Self.style)
        </style>
        </head>
        <body>
        <main>
        <h1>\(Markup.escaped(title))</h1>
        <p class="subtitle">\(Markup.escaped(subtitle))</p>
        \(sections.map(html(of:)).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private func html(of section: Section) -> String {
        """
        <section>
        <h2>\(Markup.escaped(section.title))</h2>
        \(section.blocks.map(html(of:)).joined(separator: "\n"))
        </section>
        """
    }

    private func html(of block: Block) -> String {
        switch block {
        case .text(let text): "<p>\(Markup.escaped(text))</p>"
        case .note(let text): #"<p class="note" role="note">\#(Markup.escaped(text))</p>"#
        case .figures(let figures):
            #"<dl class="figures">\#(figures.map(html(of:)).joined())</dl>"#
        case .table(let table): html(of: table)
        case .chart(let chart): "<figure>\(chart.svg())</figure>"
        case .lines(let lines): "<pre>\(Markup.escaped(lines.joined(separator: "\n")))</pre>"
        }
    }

    private func html(of figure: Figure) -> String {
        let detail = figure.detail.isEmpty ? "" : "<dd>\(Markup.escaped(figure.detail))</dd>"
        return #"<div class="\#(figure.tone.rawValue)"><dt>\#(Markup.escaped(figure.label))</dt>"#
            + #"<dd class="value">\#(Markup.escaped(figure.value))</dd>\#(detail)</div>"#
    }

    private func html(of table: Table) -> String {
        let caption = table.caption.isEmpty ? "" : "<caption>\(Markup.escaped(table.caption))</caption>"
        let header = table.header.map { #"<th scope="col">\#(Markup.escaped($0))</th>"# }.joined()
        let rows = table.rows.map { row in
            let padded = row + Array(repeating: "", count: max(0, table.header.count - row.count))
            let cells = padded.dropFirst().map { "<td>\(Markup.escaped($0))</td>" }.joined()
            return #"<tr><th scope="row">\#(Markup.escaped(padded.first ?? ""))</th>\#(cells)</tr>"#
        }
        return """
            <div class="table"><table>\(caption)
            <thead><tr>\(header)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            """
    }

    private static let style = """
        body{margin:0;background:var(--back);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:1000px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:26px;line-height:1.2;margin:0 0 4px}
        h2{font-size:19px;margin:40px 0 8px;padding-top:16px;border-top:1px solid var(--grid)}
        p{margin:8px 0;max-width:75ch}
        .subtitle{color:var(--faint)}
        .note{border-left:4px solid var(--alarm);padding:8px 12px}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:16px 0}
        .figures div{border:1px solid var(--grid);border-radius:8px;padding:10px 14px}
        dt{color:var(--faint);font-size:13px}
        dd{margin:0;color:var(--faint);font-size:13px}
        dd.value{color:var(--ink);font-size:26px;font-weight:600;line-height:1.3}
        .good dd.value{color:var(--good)}.bad dd.value{color:var(--alarm)}
        figure{margin:16px 0}figure>svg{display:block;max-width:100%;height:auto}
        .table{overflow-x:auto;margin:16px 0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px}
        caption{text-align:left;color:var(--faint);padding-bottom:4px}
        th,td{padding:5px 14px 5px 0;border-bottom:1px solid var(--grid);text-align:right;vertical-align:top}
        th:first-child{text-align:left;font-weight:500}
        thead th{color:var(--faint);font-weight:500}
        pre{overflow-x:auto;font-size:13px;line-height:1.45}
        """
}
