import ProcFS
import Testing

@Suite struct ParserTests {
    private let board = "firecracker-vm/proc/"

    @Test func readsLoadAverages() throws {
        let load = try withText("0.20 0.18 0.12 1/80 11206\n") { try LoadAverage(parsing: $0) }
        #expect(load.oneMinute == 0.20)
        #expect(load.fiveMinutes == 0.18)
        #expect(load.fifteenMinutes == 0.12)
    }

    @Test(arguments: ["", "0.20", "0.20 0.18", "a b c", "nan nan nan", "0.2 0.1 inf"])
    func refusesOtherLoadAverages(text: String) {
        #expect(throws: ProcFSError.self) { try withText(text) { try LoadAverage(parsing: $0) } }
    }

    @Test func readsProcessors() throws {
        let names = try withRecorded(board + "stat") { text in
            var (rest, names) = (text, [String]())
            while let (name, times) = try SystemStatistics.nextProcessor(in: &rest) {
                names.append(name.string)
                #expect(times.idle > 0)
            }
            return names
        }
        #expect(names == ["0", "1"])
    }

    @Test func readsOldKernelsProcessors() throws {
        let times = try withText("1 2 3 4") { try ProcessorTimes(parsing: $0) }
        #expect(times.idle == 4)
        #expect(times.guest == 0)
    }

    @Test func followsCountersForwardOnly() {
        var times = ProcessorTimes()
        (times.idle, times.user) = (1_000, 50)
        var newer = times
        (newer.idle, newer.user) = (990, 60)
        times.advance(to: newer)
        #expect(times.idle == 1_000 && times.user == 60)
        newer.idle = 700
        newer.user = 1
        times.advance(to: newer)
        #expect(times == newer)
    }

    @Test func survivesCountersAtTheEndOfTheirRange() {
        var times = ProcessorTimes()
        times.idle = .max
        var newer = times
        newer.idle = .max - 1
        times.advance(to: newer)
        #expect(times.idle == .max)
    }

    @Test func readsSystemStatistics() throws {
        let system = try withRecorded(board + "stat") { try SystemStatistics(parsing: $0) }
        #expect(try #require(system.bootTime) > 1_700_000_000)
        #expect(try #require(system.contextSwitches) > 0)
        #expect(system.blocked != nil)
    }

    @Test func readsDisks() throws {
        let disk = try withRecorded(board + "diskstats") { text in
            var (rest, found) = (text, (name: "", count: 0, reads: UInt64(0)))
            while let disk = try DiskStatistics.next(in: &rest) {
                if disk.device == "vda" { found = (disk.device.string, disk.count, disk.values[0]) }
            }
            return found
        }
        #expect(disk.name == "vda")
        #expect(disk.count == 17)
        #expect(disk.reads > 0)
    }

    @Test func readsNetworkDevices() throws {
        try withRecorded(board + "net/dev") { text in
            var table = try NetworkDevices(parsing: text)
            var columns = table.receiveColumns
            #expect(columns.nextField()?.string == "bytes")
            let first = try #require(try table.next())
            #expect(first.device.string == "lo")
            var numbers = first.numbers
            var count = 0
            while numbers.nextNumber() != nil { count += 1 }
            #expect(count == 16)
        }
    }

    @Test func readsDevicesWithColonsInTheirNames() throws {
        let text = "a\n face |bytes|bytes\neth0:1:5 6\n"
        let device = try withText(text) { text in
            var table = try NetworkDevices(parsing: text)
            return try table.next()?.device.string
        }
        #expect(device == "eth0:1")
    }

    @Test func pairsNamesWithValues() throws {
        let counters = try withText("Tcp: InSegs OutSegs\nTcp: 1 -1\n") { text in
            var counters: [String] = []
            try ProtocolStatistics.forEachPaired(in: text, of: "net/snmp") {
                counters.append("\($0.protocolName.string) \($0.name.string) \($0.value)")
            }
            return counters
        }
        #expect(counters == ["Tcp InSegs 1.0", "Tcp OutSegs -1.0"])
    }

    @Test(arguments: ["Tcp: A\n", "Tcp: A\nUdp: 1\n", "Tcp: A B\nTcp: 1\n", "Tcp A\nTcp 1\n"])
    func refusesUnpairedNames(text: String) {
        #expect(throws: ProcFSError.self) {
            try withText(text) { try ProtocolStatistics.forEachPaired(in: $0, of: "net/snmp") { _ in } }
        }
    }

    @Test func readsPressure() throws {
        let text = "some avg10=0.00 avg60=0.00 avg300=0.00 total=14036780\nfull avg10=0.00 total=12\n"
        let stall = try withText(text) { try PressureStall(parsing: $0) }
        #expect(stall.some == 14_036_780)
        #expect(stall.full == 12)
    }

    @Test func undoesEscapesOfMountPoints() throws {
        let path = withText(#"/media/my\040disk\134x\9"#) { text in
            var path: [UInt8] = []
            MountTable.unescape(text, into: &path)
            return String(decoding: path, as: UTF8.self)
        }
        #expect(path == #"/media/my disk\x\9"#)
    }

    @Test func findsPropertiesOfUdev() {
        withText("N:sda\nE:ID_MODEL=Disk\nE:ID_MODEL_ENC=x\n") { text in
            let properties = DeviceProperties(parsing: text)
            #expect(properties["ID_MODEL"].string == "Disk")
            #expect(properties["ID_SERIAL"].isEmpty)
        }
    }
}
