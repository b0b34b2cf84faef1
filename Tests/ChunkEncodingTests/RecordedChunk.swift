import Testing

/// Chunks that Prometheus 2.42 wrote (`promtool tsdb create-blocks-from openmetrics`), without length and checksum.
struct RecordedChunk: Sendable, CustomTestStringConvertible {
    let name: String
    let samples: [(milliseconds: Int64, value: Double)]
    let hexadecimal: String

    var testDescription: String { name }

    var bytes: [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static let all: [RecordedChunk] = [.hard, .smooth, .lone, .two]

    /// Changes of the rhythm about every width, and values of every kind.
    static let hard = RecordedChunk(
        name: "hard",
        samples: [
            (1_795_456_800_000, 1),
            (1_795_456_800_020, 1),
            (1_795_456_800_040, 2),
            (1_795_456_800_060, 2.5),
            (1_795_456_800_081, -2.5),
            (1_795_456_800_101, 1e+300),
            (1_795_456_800_121, .leastNonzeroMagnitude),
            (1_795_456_800_146, 0),
            (1_795_456_800_166, -0.0),
            (1_795_456_808_378, .infinity),
            (1_795_456_808_399, -.infinity),
            (1_795_456_816_613, 12345.678),
            (1_795_456_816_634, 12345.679),
            (1_795_456_824_846, 12345.679),
            (1_795_456_824_866, 0.1),
            (1_795_456_890_422, 0.2),
            (1_795_456_890_443, 0.30000000000000004),
            (1_795_456_956_001, 100),
            (1_795_456_956_022, 101),
            (1_795_457_021_578, 102),
            (1_795_457_021_598, 1_000_000_000_000_000),
            (1_795_457_545_906, 1_000_000_000_000_001),
            (1_795_457_545_927, 3.141592653589793),
            (1_795_458_070_237, 2.718281828459045),
            (1_795_458_070_257, 7),
            (1_795_458_594_564, 7),
            (1_795_458_594_583, 8),
        ],
        hexadecimal: """
            001b80d48499c1683ff0000000000000143097ffdb41c000e0077fff83ebe33e43c8800759d87ffc6fc8791000eb3b00\
            0b0000000000000001bffbc00e8003019fff400340061000e0f6fce0735b22d0e57bbffffe010e676d39fff6f00061f7\
            fb8c2a7b870a6b3a00010070000000000003400075e9aaaaaaaaaaaafc2000387dff1466666666666f77fffc00010000\
            0000000cffff8000600000000001de00010355ebf526340003a00002000000000000001740000c0c152839c9c0b44f00\
            00000000080001d9a64f78efa83d38ffffffffffffbffff6bd737e151628aed3cffffeffffffffffff80000d4278
            """
    )

    /// A counter that is scraped every second, or nearly.
    static let smooth = RecordedChunk(
        name: "smooth",
        samples: [
            (1_795_456_800_005, 2),
            (1_795_456_801_005, 1502),
            (1_795_456_802_012, 3002),
            (1_795_456_803_004, 4502),
            (1_795_456_804_006, 4502),
            (1_795_456_805_012, 4503),
            (1_795_456_806_005, 4503),
            (1_795_456_807_005, 4503),
            (1_795_456_808_005, 4504),
            (1_795_456_809_004, 4505),
            (1_795_456_810_004, 4505),
            (1_795_456_811_005, 4506),
            (1_795_456_812_005, 6006),
            (1_795_456_813_005, 6007),
            (1_795_456_814_006, 6008),
            (1_795_456_815_005, 6009),
            (1_795_456_816_004, 6010),
            (1_795_456_817_006, 6012),
            (1_795_456_818_005, 6013),
            (1_795_456_819_005, 6013),
            (1_795_456_820_005, 6014),
            (1_795_456_821_005, 6015),
            (1_795_456_822_005, 6016),
            (1_795_456_823_004, 6017),
            (1_795_456_824_012, 7517),
        ],
        hexadecimal: """
            00198ad48499c1684000000000000000e807d06cbbe001f5198077fe3accb71800a400277077fe680073a09f7fff0c00\
            0a00063bfffda4eeddc1c000f413efffa147000735ffec300024685c08ffbfff80600276155b80
            """
    )

    /// One sample.
    static let lone = RecordedChunk(
        name: "lone",
        samples: [
            (1_795_456_800_003, 42.5)
        ],
        hexadecimal: """
            000186d48499c168404540000000000000
            """
    )

    /// Two samples of one value.
    static let two = RecordedChunk(
        name: "two",
        samples: [
            (1_795_456_800_003, 42.5),
            (1_795_456_801_003, 42.5),
        ],
        hexadecimal: """
            000286d48499c1684045400000000000e80700
            """
    )
}
