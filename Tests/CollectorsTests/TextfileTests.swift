import Collectors
import Foundation
import Testing

/// Where the files of other programs are looked for.
@Suite struct TextfileTests {
    private func page(_ directories: [String?], of board: Board) throws -> [String] {
        try board.page(["textfile"]) {
            $0.options["collector.textfile.directory"] = directories.compactMap { $0 }.joined(separator: "\n")
            if directories == [nil] { $0.options["collector.textfile.directory"] = nil }
        }.split(separator: "\n").map(String.init)
    }

    private func withBoard(_ body: (Board, String) throws -> Void) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        for (folder, name) in [("one", "a"), ("two", "b"), ("two", "c")] {
            let url = board.root.appending(path: "jobs/\(folder)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try Data("job_\(name) 1\n".utf8).write(to: url.appending(path: name + ".prom"))
        }
        try body(board, board.root.path + "/jobs")
    }

    @Test func looksInEveryDirectoryThatMatches() throws {
        try withBoard { board, jobs in
            let lines = try page([jobs + "/*"], of: board)
            #expect(lines.filter { $0.hasPrefix("job_") } == ["job_a 1", "job_b 1", "job_c 1"])
            #expect(lines.contains("node_textfile_scrape_error 0"))
        }
    }

    @Test func looksInEachOfSeveralDirectories() throws {
        try withBoard { board, jobs in
            let lines = try page([jobs + "/two/", jobs + "/one"], of: board)
            #expect(lines.filter { $0.hasPrefix("job_") } == ["job_b 1", "job_c 1", "job_a 1"])
            #expect(lines.contains("# HELP job_b Metric read from ROOT/jobs/two/b.prom"))
        }
    }

    /// Files, and what becomes of them beside `good 1` in a file of its own.
    private static let cases: [(files: [String], lines: [String])] = [
        // Labels that one sample lacks, and labels in another order, as node_exporter shows them.
        (
            ["a{y=\"1\"} 1\na{z=\"3\",x=\"2\"} 2\n"],
            [#"a{x="",y="1",z=""} 1"#, #"a{x="2",y="",z="3"} 2"#]
        ),
        // A series that is there twice, in one file or in two.
        (["a{x=\"1\"} 1\na{x=\"1\"} 2\n"], [#"a{x="1"} 1"#]),
        (["a 1\n", "a 2\n"], ["a 1"]),
        // Files that do not agree.
        (["# HELP a one\na{f=\"1\"} 1\n", "# HELP a two\na{f=\"2\"} 2\n"], [#"a{f="1"} 1"#]),
        (["# TYPE a gauge\na{f=\"1\"} 1\n", "# TYPE a counter\na{f=\"2\"} 2\n"], [#"a{f="1"} 1"#]),
        (["# HELP a one\na{f=\"1\"} 1\n", "# HELP a one\na{f=\"2\"} 2\n"], [#"a{f="1"} 1"#, #"a{f="2"} 2"#]),
        // The parts of a histogram have labels of their own.
        (
            ["# TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\nh_sum 6\nh_count 3\n"],
            [#"h_bucket{le="+Inf"} 3"#, "h_sum 6", "h_count 3"]
        ),
        ([" a  { x = \"1\" , }\t4\n"], [#"a{x="1"} 4"#]),
        // What costs the whole file.
        (["b 1\na{x=\"1\"} 1 1441205977284\n"], []), (["b 1\na one\n"], []), (["b 1\na{x=1} 1\n"], []),
        (["b 1\na{x=\"1\",x=\"2\"} 1\n"], []), (["b 1\na{x=\"\\q\"} 1\n"], []), (["b 1\na 2"], []),
        (["b 1\n# HELP a one\n# HELP a two\na 1\n"], []), (["b 1\na 1\n# TYPE a gauge\n"], []),
    ]

    @Test(arguments: cases.indices)
    func readsWhatOtherProgramsWriteAsNodeExporterDoes(index: Int) throws {
        let (files, expected) = Self.cases[index]
        try withBoard { board, jobs in
            for (number, text) in files.enumerated() {
                try Data(text.utf8).write(to: URL(filePath: jobs + "/one/file\(number).prom"))
            }
            try Data("good 1\n".utf8).write(to: URL(filePath: jobs + "/one/a.prom"))
            let lines = try page([jobs + "/one"], of: board)
            #expect(lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("node_") } == ["good 1"] + expected)
            #expect(lines.contains("node_textfile_scrape_error \(expected.isEmpty ? 1 : 0)"))
        }
    }

    /// Families that others have written, before or after it in the order of names, or that the agent writes about itself.
    @Test(arguments: ["node_load1", "node_vmstat_pgfault", "process_cpu_seconds_total", "edge_agent_build_info"])
    func leavesOutWhatIsNotForOthersToSay(family: String) throws {
        try withBoard { board, jobs in
            try Data("\(family) 987654\nb 1\n".utf8).write(to: URL(filePath: jobs + "/one/a.prom"))
            let page = try board.page(["loadavg", "textfile", "vmstat"]) {
                $0.options["collector.textfile.directory"] = jobs + "/one"
            }
            #expect(!page.contains("987654") && page.contains("\nb 1\n"))
            #expect(page.contains("node_textfile_scrape_error 1\n"))
        }
    }

    @Test func saysWhichFilesAFamilyWithoutHelpIsFrom() throws {
        try withBoard { board, jobs in
            for name in ["x", "y"] {
                try Data("a{f=\"\(name)\"} 1\n".utf8).write(to: URL(filePath: jobs + "/one/\(name).prom"))
            }
            let lines = try page([jobs + "/one"], of: board)
            #expect(lines.contains("# HELP a Metric read from ROOT/jobs/one/x.prom, ROOT/jobs/one/y.prom"))
        }
    }

    /// Where somebody has said that there are files, their absence is worth an alert.
    @Test func aDirectoryThatWasAskedForAndIsNotThereIsAnError() throws {
        try withBoard { board, jobs in
            for directories in [[jobs + "/three", jobs + "/one"], [jobs + "/[x]*"]] {
                let lines = try page(directories, of: board)
                #expect(lines.contains("node_textfile_scrape_error 1"))
            }
            if FileManager.default.fileExists(atPath: "/var/lib/prometheus/node-exporter") { return }
            let lines = try page([nil], of: board)
            #expect(lines.contains("node_textfile_scrape_error 0"))
        }
    }
}
