"""Reports of machines, as an XML agent writes them."""

import zlib
from xml.sax.saxutils import escape


def xml(
    name="PC-ACCUEIL",
    *,
    deviceid=None,
    maker="Dell Inc.",
    model="OptiPlex 3080",
    serial="7GH2K33",
    uuid="4c4c4544-0047-4810-8032-b7c04f4b3333",
    mac="a4:bb:6d:10:20:30",
    disk="256060",
    system="Microsoft Windows 11 Professionnel",
    kernel="10.0.22631",
    software=("LibreOffice 24.8", "Mozilla Firefox"),
    antivirus="1",
    chassis="Desktop",
    extra="",
):
    deviceid = deviceid or f"{name}-2024-01-01-10-00-00"
    programs = "".join(
        f"<SOFTWARES><NAME>{escape(one)}</NAME><VERSION>1.0</VERSION><PUBLISHER>x</PUBLISHER></SOFTWARES>"
        for one in software
    )
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<REQUEST><CONTENT>
<BIOS><SMANUFACTURER>{maker}</SMANUFACTURER><SMODEL>{model}</SMODEL><SSN>{serial}</SSN></BIOS>
<HARDWARE><NAME>{name}</NAME><UUID>{uuid}</UUID><OSNAME>{system}</OSNAME><OSVERSION>{kernel}</OSVERSION>
<MEMORY>8192</MEMORY><CHASSIS_TYPE>{chassis}</CHASSIS_TYPE></HARDWARE>
<OPERATINGSYSTEM><NAME>{system}</NAME><VERSION>23H2</VERSION><KERNEL_VERSION>{kernel}</KERNEL_VERSION></OPERATINGSYSTEM>
<NETWORKS><MACADDR>{mac}</MACADDR><TYPE>ethernet</TYPE><DESCRIPTION>eth0</DESCRIPTION></NETWORKS>
<STORAGES><MODEL>SSD</MODEL><DISKSIZE>{disk}</DISKSIZE><TYPE>disk</TYPE></STORAGES>
<DRIVES><LETTER>C:</LETTER><TOTAL>{disk}</TOTAL><FREE>120000</FREE><TYPE>Fixed</TYPE></DRIVES>
<ANTIVIRUS><NAME>Defender</NAME><ENABLED>{antivirus}</ENABLED><UPTODATE>1</UPTODATE></ANTIVIRUS>
{programs}{extra}
</CONTENT><DEVICEID>{deviceid}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>""".encode()


def zipped(*args, **kwargs):
    return zlib.compress(xml(*args, **kwargs))


PROLOG = (
    b'<?xml version="1.0" encoding="UTF-8" ?><REQUEST><DEVICEID>vm-2026-11-22-10-55-52</DEVICEID>'
    b"<QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>"
)
