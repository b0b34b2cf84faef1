/// The dashboard: what it is made of, and where its one library comes from.
public enum DashboardFiles {
    /// The page that the others hang on.
    public static let page = DashboardFile(name: "index.html", bytes: PackageResources.index_html)

    /// Everything that the page asks for.
    public static let parts = [
        DashboardFile(name: "accuracy-charts.js", bytes: PackageResources.accuracy_charts_js),
        DashboardFile(name: "app.js", bytes: PackageResources.app_js),
        DashboardFile(name: "backtests.js", bytes: PackageResources.backtests_js),
        DashboardFile(name: "charts.js", bytes: PackageResources.charts_js),
        DashboardFile(name: "connection.js", bytes: PackageResources.connection_js),
        DashboardFile(name: "contribution-chart.js", bytes: PackageResources.contribution_chart_js),
        DashboardFile(name: "controls.js", bytes: PackageResources.controls_js),
        DashboardFile(name: "decision-list.js", bytes: PackageResources.decision_list_js),
        DashboardFile(name: "detail.js", bytes: PackageResources.detail_js),
        DashboardFile(name: "elements.js", bytes: PackageResources.elements_js),
        DashboardFile(name: "icon.svg", bytes: PackageResources.icon_svg),
        DashboardFile(name: "jobs.js", bytes: PackageResources.jobs_js),
        DashboardFile(name: "kpi-chart.js", bytes: PackageResources.kpi_chart_js),
        DashboardFile(name: "overview.js", bytes: PackageResources.overview_js),
        DashboardFile(name: "state.js", bytes: PackageResources.state_js),
        DashboardFile(name: "style.css", bytes: PackageResources.style_css),
        DashboardFile(name: "verdict.js", bytes: PackageResources.verdict_js),
        DashboardFile(name: "words.js", bytes: PackageResources.words_js),
    ]

    /// Chart.js as Debian's `libjs-chart.js` installs it; the program's package depends on that one.
    public static let chartLibrary = "/usr/share/javascript/chart.js/chart.min.js"
}
