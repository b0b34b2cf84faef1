/// The colours of all charts and pages, once for light and once for dark surroundings.
///
/// The series colours are those of Okabe and Ito (<https://jfly.uni-koeln.de/color/>), which readers with any form of
/// colour blindness can tell apart; the dark ones are lightened.
enum Palette {
    /// How many series have a colour of their own; further ones begin again, dashed.
    static let seriesCount = light.series.count

    private struct Colors {
        var background: String
        var ink: String
        var faint: String
        var grid: String
        var alarm: String
        var series: [String]
    }

    private static let light = Colors(
        background: "#ffffff",
        ink: "#1b1f24",
        faint: "#5b6470",
        grid: "#e3e7ec",
        alarm: "#c22f1d",
        series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b98500", "#56b4e9", "#6b6b6b"]
    )

    private static let dark = Colors(
        background: "#14181d",
        ink: "#e8ebef",
        faint: "#9aa4b1",
        grid: "#2b323b",
        alarm: "#ff7a66",
        series: ["#5ab4f0", "#ff9248", "#35c99c", "#e6a3cb", "#ecc14e", "#93d5ff", "#b0b0b0"]
    )

    /// The rules for a chart's classes, in both surroundings.
    static var chartStyle: String {
        """
        .chart text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px}
        .chart .title{font-size:15px;font-weight:600}
        .chart .small{font-size:11px}
        .chart .middle{text-anchor:middle}.chart .end{text-anchor:end}
        .chart .line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
        .chart .dashed{stroke-dasharray:6 4}.chart .dotted{stroke-dasharray:1 4}
        .chart .bold{stroke-width:2.2}
        .chart .band{opacity:.2}.chart .area{opacity:.08}
        .chart .dot{opacity:.55}
        .chart .grid,.chart .diagonal,.chart .rule,.chart .bound{fill:none;shape-rendering:crispEdges}
        .chart .bound{stroke-width:1.4;stroke-dasharray:8 4}
        .chart .rule{stroke-dasharray:3 3}
        .chart .diagonal{shape-rendering:auto;stroke-dasharray:4 4}
        \(rules(light))
        @media (prefers-color-scheme:dark){\(rules(dark))}
        """
    }

    /// The rules for a page's classes, in both surroundings.
    static var pageStyle: String {
        """
        :root{color-scheme:light dark;\(variables(light))}
        @media (prefers-color-scheme:dark){:root{\(variables(dark))}}
        """
    }

    private static func rules(_ colors: Colors) -> String {
        var rules = """
            .chart .back{fill:\(colors.background)}
            .chart text{fill:\(colors.ink)}.chart .faint{fill:\(colors.faint)}
            .chart .grid{stroke:\(colors.grid)}.chart .axis{stroke:\(colors.faint)}
            .chart .rule,.chart .diagonal{stroke:\(colors.faint)}
            .chart .bound{stroke:\(colors.alarm)}.chart .alarm{fill:\(colors.alarm)}
            .chart .halo{paint-order:stroke;stroke:\(colors.background);stroke-width:3px}
            """
        for (index, color) in colors.series.enumerated() {
            rules += "\n.chart .s\(index){stroke:\(color)}.chart .f\(index){fill:\(color)}"
        }
        return rules
    }

    private static func variables(_ colors: Colors) -> String {
        "--back:\(colors.background);--ink:\(colors.ink);--faint:\(colors.faint);--grid:\(colors.grid);"
            + "--alarm:\(colors.alarm);--accent:\(colors.series[0]);--good:\(colors.series[2])"
    }
}
