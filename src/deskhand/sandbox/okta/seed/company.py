"""What Acme looks like: its departments, places and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DOMAIN = "acme.example"


@dataclass(frozen=True, slots=True)
class Department:
    """`share` is its part of the company; `head`, `lead` and `titles` go down the line."""

    name: str
    code: str
    share: int
    head: str
    lead: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    country: str
    dial: str
    digits: int
    locale: str
    timezone: str
    zip_code: str


DEPARTMENTS = (
    Department("IT", "IT", 6, "Head of IT", "IT Team Lead", ("IT Support Specialist", "Systems Administrator", "Network Engineer", "Security Analyst")),
    Department("Engineering", "ENG", 28, "VP Engineering", "Engineering Manager", ("Software Engineer", "Senior Software Engineer", "Data Engineer", "QA Engineer", "Site Reliability Engineer")),
    Department("Sales", "SAL", 20, "VP Sales", "Sales Manager", ("Account Executive", "Sales Development Representative", "Solutions Consultant", "Account Manager")),
    Department("Marketing", "MKT", 9, "VP Marketing", "Marketing Manager", ("Content Strategist", "Product Marketer", "Campaign Specialist", "Brand Designer")),
    Department("Finance", "FIN", 7, "Chief Financial Officer", "Finance Manager", ("Accountant", "Payroll Specialist", "Financial Analyst", "Controller")),
    Department("People", "PPL", 5, "Chief People Officer", "People Manager", ("Recruiter", "People Partner", "Learning Specialist")),
    Department("Customer Support", "CSU", 15, "VP Customer Support", "Support Team Lead", ("Support Agent", "Support Engineer", "Customer Success Manager")),
    Department("Legal", "LEG", 3, "General Counsel", "Legal Manager", ("Legal Counsel", "Contract Specialist", "Privacy Officer")),
    Department("Operations", "OPS", 7, "Chief Operating Officer", "Operations Manager", ("Facilities Coordinator", "Procurement Specialist", "Logistics Planner")),
)  # fmt: skip

PLACES = (
    Place("Stockholm", "SE", "+4670", 7, "sv_SE", "Europe/Stockholm", "111 22"),
    Place("Berlin", "DE", "+49151", 8, "de_DE", "Europe/Berlin", "10115"),
    Place("Paris", "FR", "+336", 8, "fr_FR", "Europe/Paris", "75002"),
    Place("London", "GB", "+447", 9, "en_GB", "Europe/London", "EC1A 1BB"),
    Place("Kraków", "PL", "+4850", 7, "pl_PL", "Europe/Warsaw", "30-001"),
    Place("Lisbon", "PT", "+3519", 8, "pt_PT", "Europe/Lisbon", "1100-148"),
    Place("New York", "US", "+1212", 7, "en_US", "America/New_York", "10001"),
    Place("Toronto", "CA", "+1416", 7, "en_CA", "America/Toronto", "M5H 2N2"),
    Place("Bengaluru", "IN", "+9198", 8, "en_IN", "Asia/Kolkata", "560001"),
    Place("Tokyo", "JP", "+8190", 8, "ja_JP", "Asia/Tokyo", "100-0001"),
)

FIRST_NAMES = tuple(
    """
    Aaliyah Adam Agnieszka Ahmed Aiko Alejandro Alice Amara André Aneta Anika Antoine Arjun Astrid
    Ayşe Beatriz Benoît Björn Bogdan Camila Carlos Çağla Chiara Chloé Clara Daniel Deepa Diego Elif
    Emma Erik Esra Fatima Felix Fiona Freya Gabriel Giulia Grace Hana Hannah Hiroshi Hugo Ines
    Ingrid Isabel Ivan Jack James Jana João Johan José Julia Kai Karin Katarzyna Kenji Lars Laura
    Leila Léa Liam Lina Lucas Lucía Łukasz Magnus Malin Marek María Marta Mateo Max Mei Michał Mia
    Mohammed Nadia Naomi Nils Nina Noor Oksana Olga Oliver Omar Oskar Pablo Patrick Paula Petra
    Priya Quentin Rafael Ravi Renée René Rosa Ruben Sanjay Sara Selma Sigrid Simone Søren Sofia
    Stefan Sunita Thabo Théo Thomas Tomasz Tove Ulrike Valentina Vera Victor Wei William Yara
    Yuki Yusuf Zoë Zofia
    """.split()  # noqa: SIM905  # a paragraph of names reads better than a list
)

LAST_NAMES = tuple(
    """
    Abe Adeyemi Ahmed Almeida Andersson Araújo Bakker Banerjee Baptista Becker Bergström Bernard
    Blanc Bose Brown Carvalho Castro Chen Clarke Cohen Costa Da-Silva Dąbrowski Demir Diallo Dubois
    Dvořák Eriksson Evans Fernández Ferrari Fischer Fontaine Fournier Fraser Fujita García Girard
    González Gupta Haddad Hansen Hernández Hoffmann Hughes Ito Ivanova Jansen Johansson Jones Joshi
    Kamiński Kaur Keller Khan Kim Kovač Kowalski Krüger Kumar Lambert Larsen Lefèvre Lewandowski
    Li Lopes López Lund Mäkinen Martin Martínez Mehta Mendes Meyer Mitchell Morel Müller Murphy
    Nakamura Nguyen Nielsen Nowak O'Brien Okafor Olsen Öztürk Park Patel Pereira Pérez Petrov
    Pettersson Popescu Quiroga Rao Reis Richter Robinson Rossi Roux Ruiz Sánchez Santos Sato
    Schmidt Schröder Sharma Silva Singh Šimić Sørensen Suzuki Svensson Takahashi Tanaka Taylor
    Torres Tremblay Vargas Vasquez Wagner Walker Wang Weiss Williams Wiśniewski Wójcik Yamamoto
    Yılmaz Young Zając Zhang Zimmermann
    """.split()  # noqa: RUF001, SIM905  # Turkish names are spelt with a dotless i
)

WORDS = (
    "Aurora", "Basalt", "Cobalt", "Delta", "Ember", "Falcon", "Glacier", "Harbor", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Meridian", "Nimbus", "Orchid", "Pioneer", "Quartz", "Raven",
    "Summit", "Tundra", "Umbra", "Vertex", "Willow", "Xenon", "Yonder", "Zephyr",
)  # fmt: skip

CERTIFICATIONS = ("ITIL 4", "AWS SAA", "CISSP", "PMP", "Scrum Master", "First aid")
ENTITIES = ("Acme AB", "Acme GmbH", "Acme SAS", "Acme Ltd", "Acme Inc")
ENTITY_OF = {"SE": "Acme AB", "DE": "Acme GmbH", "FR": "Acme SAS", "GB": "Acme Ltd"}

CUSTOM_ATTRIBUTES: dict[str, dict[str, Any]] = {
    "costCenterOwner": {"title": "Cost center owner", "type": "string", "maxLength": 100},
    "startDate": {"title": "Start date", "type": "string", "description": "ISO 8601 date"},
    "contractEndDate": {"title": "Contract end date", "type": "string"},
    "legalEntity": {
        "title": "Legal entity",
        "type": "string",
        "enum": list(ENTITIES),
        "oneOf": [{"const": name, "title": name} for name in ENTITIES],
    },
    "remoteWorker": {"title": "Works remotely", "type": "boolean"},
    "floor": {"title": "Floor", "type": "integer"},
    "certifications": {
        "title": "Certifications",
        "type": "array",
        "items": {"type": "string"},
        "union": "DISABLE",
    },
}
