internal import CLinux
internal import Glibc
internal import ProcFS

/// `timex`: how the kernel keeps its clock right.
///
/// Source: `adjtimex(2)`.
final class ClockDisciplineCollector: Collector {
    let name: StaticString = "timex"
    let prefixes: [StaticString] = ["node_timex_"]

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var clock = timex()
        let state = adjtimex(&clock)
        guard state >= 0 else { throw .unreadable(path: "adjtimex", errno: errno) }
        let divisor = clock.status & STA_NANO != 0 ? 1e9 : 1e6
        // Frequencies are in parts per million with 16 bits behind the point.
        let partsPerMillion = 1_000_000.0 * 65_536

        page.family(
            "node_timex_sync_status",
            .gauge,
            "Is clock synchronized to a reliable server (1 = yes, 0 = no)."
        )
        page.add(state == TIME_ERROR ? 0.0 : 1.0)
        page.family(
            "node_timex_offset_seconds",
            .gauge,
            "Time offset in between local system and reference clock."
        )
        page.add(Double(clock.offset) / divisor)
        page.family("node_timex_frequency_adjustment_ratio", .gauge, "Local clock frequency adjustment.")
        page.add(1 + Double(clock.freq) / partsPerMillion)
        page.family("node_timex_maxerror_seconds", .gauge, "Maximum error in seconds.")
        page.add(Double(clock.maxerror) / 1e6)
        page.family("node_timex_estimated_error_seconds", .gauge, "Estimated error in seconds.")
        page.add(Double(clock.esterror) / 1e6)
        page.family("node_timex_status", .gauge, "Value of the status array bits.")
        page.add(Double(clock.status))
        page.family("node_timex_loop_time_constant", .gauge, "Phase-locked loop time constant.")
        page.add(Double(clock.constant))
        page.family("node_timex_tick_seconds", .gauge, "Seconds between clock ticks.")
        page.add(Double(clock.tick) / 1e6)
        page.family("node_timex_pps_frequency_hertz", .gauge, "Pulse per second frequency.")
        page.add(Double(clock.ppsfreq) / partsPerMillion)
        page.family("node_timex_pps_jitter_seconds", .gauge, "Pulse per second jitter.")
        page.add(Double(clock.jitter) / divisor)
        page.family("node_timex_pps_shift_seconds", .gauge, "Pulse per second interval duration.")
        page.add(Double(clock.shift))
        page.family(
            "node_timex_pps_stability_hertz",
            .gauge,
            "Pulse per second stability, average of recent frequency changes."
        )
        page.add(Double(clock.stabil) / partsPerMillion)
        page.family(
            "node_timex_pps_jitter_total",
            .counter,
            "Pulse per second count of jitter limit exceeded events."
        )
        page.add(Double(clock.jitcnt))
        page.family("node_timex_pps_calibration_total", .counter, "Pulse per second count of calibration intervals.")
        page.add(Double(clock.calcnt))
        page.family("node_timex_pps_error_total", .counter, "Pulse per second count of calibration errors.")
        page.add(Double(clock.errcnt))
        page.family(
            "node_timex_pps_stability_exceeded_total",
            .counter,
            "Pulse per second count of stability limit exceeded events."
        )
        page.add(Double(clock.stbcnt))
        page.family("node_timex_tai_offset_seconds", .gauge, "International Atomic Time (TAI) offset.")
        page.add(Double(clock.tai))
    }
}
