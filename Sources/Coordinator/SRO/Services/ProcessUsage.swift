import Foundation
import Glibc
import MetricModel

/// What this process uses, under the names that Prometheus' client libraries have for it.
enum ProcessUsage {
    static func families() -> [MetricFamily] {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return [] }
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        let microseconds = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
        var families = [
            MetricFamily(
                "process_cpu_seconds_total",
                help: "Processor time in user and kernel mode.",
                kind: .counter,
                samples: [Sample(labels: [:], value: seconds + microseconds / 1e6)]
            )
        ]
        if let bytes = residentBytes() {
            families.append(
                MetricFamily(
                    "process_resident_memory_bytes",
                    help: "Resident memory.",
                    kind: .gauge,
                    samples: [Sample(labels: [:], value: bytes)]
                )
            )
        }
        return families
    }

    /// The second figure of `/proc/self/statm`, in pages; `proc_pid_statm(5)`.
    private static func residentBytes() -> Double? {
        guard
            let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
