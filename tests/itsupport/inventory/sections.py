"""The list of what is kept, said a second time, and every section that agents know: nothing else passes."""

import json
import xml.etree.ElementTree as ET

KEPT_FIELDS = {
    (section, field)
    for section, fields in {
        "accountinfo": "keyname keyvalue",
        "antivirus": "name version enabled uptodate",
        "batteries": "name capacity real_capacity",
        "bios": "smanufacturer smodel ssn bdate secure_boot mmanufacturer mmodel type biosserial"
        " enclosureserial",
        "cpus": "name core cores corecount type",
        "drives": "letter type total free filesystem encrypt_name encrypt_status",
        "firewall": "profile status",
        "firewalls": "profile status",
        "hardware": "name memory uuid vmsystem chassis_type osname osversion arch archname",
        "monitors": "caption name manufacturer serial altserial",
        "networks": "mac macaddr type virtualdev description model driver pnpdeviceid",
        "operatingsystem": "full_name name version kernel_version arch install_date boot_time",
        "printers": "name driver port",
        "remote_mgmt": "type",
        "securitycenter": "category product version enabled uptodate",
        "softwares": "name version publisher install_date installdate",
        "storages": "model name disksize type encrypt_status",
        "winupdatestate": "auoptions pending lastsuccesstime",
    }.items()
    for field in fields.split()
} | {("versionclient", "")}
"""Fields that are read. Network card words only tell a card of metal from one of software."""

SCHEMA = {
    section: fields.split()
    for section, fields in {
        "accesslog": "logdate userid",
        "antivirus": "company guid expiration base_creation base_version",
        "batteries": "chemistry date manufacturer serial voltage",
        "bios": "assettag bmanufacturer bversion msn skunumber",
        "cameras": "designation manufacturer model",
        "controllers": "caption driver manufacturer name type",
        "cpus": "description serial id familyname",
        "databases_services": "name version path",
        "drives": "createdate description label serial volumn encrypt_algo",
        "envs": "key val",
        "firewalls": "description ipaddress ipaddress6",
        "firmwares": "name description",
        "hardware": "lastloggeduser datelastloggeduser winowner wincompany winprodid winprodkey workgroup description"
        " dns defaultgateway ipaddr oscomments userid userdomain vmname vmhostserial",
        "inputs": "caption description name",
        "licenseinfos": "name fullname key productid",
        "local_groups": "name id member members",
        "local_users": "home id login name shell",
        "logical_volumes": "lv_name vg_name",
        "memories": "caption description serialnumber manufacturer",
        "modems": "name description serial",
        "monitors": "base64 description uuencode",
        "networks": "ipaddress ipaddress6 ipgateway ipdhcp ipsubnet wifi_ssid wifi_bssid firmware",
        "operatingsystem": "fqdn dns_domain ssh_key hostid service_pack timezone",
        "physical_volumes": "device",
        "ports": "caption name",
        "powersupplies": "name serialnumber location",
        "printers": "comment description errstatus servername sharename serial printprocessor status",
        "processes": "cmd user tty pid",
        "registry": "name regvalue hive",
        "remote_mgmt": "id version",
        "rudder": "hostname uuid",
        "sensors": "name",
        "simcards": "imsi phone_number iccid",
        "slots": "description designation name",
        "softwares": "comments folder guid helplink uninstall_string url_info_about username userid"
        " system_category from",
        "sounds": "caption name",
        "storages": "description serial serialnumber firmware wwn",
        "usbdevices": "caption name serial",
        "users": "login domain",
        "versionprovider": "perl_args program comments",
        "videos": "name chipset",
        "virtualmachines": "name owner comment",
        "volume_groups": "vg_name",
        "fields_of_another_day": "anything",
    }.items()
}

SHORTEST = 5


def values_not_kept(raw):
    """Every text of the report that stands in a field not on the list, and in no field on it."""
    told, refused = [], set()
    for section, field, value in pairs(raw):
        text = " ".join(str(value).split())
        if (section, field) in KEPT_FIELDS:
            told.append(text.lower())
        elif len(text) >= SHORTEST and not text.replace(".", "").isdigit():
            refused.add(text)
    return sorted(one for one in refused if not any(one.lower() in text for text in told))


def pairs(raw):
    """(section, field, text) of an inventory in either form."""
    if raw.lstrip()[:1] == b"{":
        for section, found in json.loads(raw)["content"].items():
            yield from flattened(section, found)
        return
    content = ET.fromstring(raw.replace(b"&#x1;", b"")).find("CONTENT")
    for one in content:
        section = one.tag.lower()
        if not len(one):
            yield section, "", one.text or ""
        for field in one.iter():
            if field is not one and not len(field):
                yield section, field.tag.lower(), field.text or ""


def flattened(section, found, field=""):
    if isinstance(found, dict):
        for name, value in found.items():
            yield from flattened(section, value, name)
    elif isinstance(found, list):
        for value in found:
            yield from flattened(section, value, field)
    else:
        yield section, field, found
