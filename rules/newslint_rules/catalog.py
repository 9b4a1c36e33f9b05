"""Every rule in order of its code: the only list."""

from __future__ import annotations

from importlib.resources import files

from newslint import __version__
from newslint.rule import Pack
from newslint_rules.document.list_or_table import list_or_table
from newslint_rules.document.low_han_ratio import low_han_ratio
from newslint_rules.document.mostly_furniture import mostly_furniture
from newslint_rules.document.repetitive import repetitive
from newslint_rules.document.too_short import too_short
from newslint_rules.document.wrong_language import wrong_language
from newslint_rules.duplicate.doubled_passage import doubled_passage
from newslint_rules.duplicate.duplicate_document import duplicate_document
from newslint_rules.duplicate.near_duplicate_document import near_duplicate_document
from newslint_rules.duplicate.near_repeated_paragraph import near_repeated_paragraph
from newslint_rules.duplicate.repeated_list_item import repeated_list_item
from newslint_rules.duplicate.repeated_paragraph import repeated_paragraph
from newslint_rules.duplicate.repeated_sentence import repeated_sentence
from newslint_rules.duplicate.repeated_word import repeated_word
from newslint_rules.duplicate.repetition_loop import repetition_loop
from newslint_rules.duplicate.shared_passage import shared_passage
from newslint_rules.encoding.compatibility_ideograph import compatibility_ideograph
from newslint_rules.encoding.control_character import control_character
from newslint_rules.encoding.html_entity import html_entity
from newslint_rules.encoding.invisible_character import invisible_character
from newslint_rules.encoding.mojibake import mojibake
from newslint_rules.encoding.private_use_character import private_use_character
from newslint_rules.encoding.radical_for_character import radical_for_character
from newslint_rules.encoding.replacement_character import replacement_character
from newslint_rules.encoding.unnormalized_text import unnormalized_text
from newslint_rules.encoding.wrong_encoding import wrong_encoding
from newslint_rules.furniture.advertisement import advertisement
from newslint_rules.furniture.byline import byline
from newslint_rules.furniture.caption import caption
from newslint_rules.furniture.copyright_notice import copyright_notice
from newslint_rules.furniture.credit_line import credit_line
from newslint_rules.furniture.editor_line import editor_line
from newslint_rules.furniture.jump_line import jump_line
from newslint_rules.furniture.page_furniture import page_furniture
from newslint_rules.furniture.related_links import related_links
from newslint_rules.layout.blank_run import blank_run
from newslint_rules.layout.hard_wrapped_line import hard_wrapped_line
from newslint_rules.layout.interrupted_sentence import interrupted_sentence
from newslint_rules.layout.merged_paragraphs import merged_paragraphs
from newslint_rules.layout.misleveled_heading import misleveled_heading
from newslint_rules.layout.paragraph_indent import paragraph_indent
from newslint_rules.layout.space_between_han import space_between_han
from newslint_rules.layout.split_sentence import split_sentence
from newslint_rules.layout.truncated_text import truncated_text
from newslint_rules.mixed.english_connective import english_connective
from newslint_rules.mixed.han_latin_spacing import han_latin_spacing
from newslint_rules.mixed.regional_variant import regional_variant
from newslint_rules.mixed.simplified_in_traditional import simplified_in_traditional
from newslint_rules.mixed.stray_latin import stray_latin
from newslint_rules.mixed.traditional_in_simplified import traditional_in_simplified
from newslint_rules.number.fullwidth_digit import fullwidth_digit
from newslint_rules.number.impossible_date import impossible_date
from newslint_rules.number.inconsistent_year_mark import inconsistent_year_mark
from newslint_rules.number.spaced_number import spaced_number
from newslint_rules.number.weekday_mismatch import weekday_mismatch
from newslint_rules.ocr.confused_digit import confused_digit
from newslint_rules.ocr.confused_word import confused_word
from newslint_rules.ocr.improbable_character import improbable_character
from newslint_rules.ocr.inconsistent_name import inconsistent_name
from newslint_rules.ocr.kana_for_han import kana_for_han
from newslint_rules.ocr.missing_character import missing_character
from newslint_rules.pii.bank_card import bank_card
from newslint_rules.pii.email_address import email_address
from newslint_rules.pii.home_address import home_address
from newslint_rules.pii.identity_number import identity_number
from newslint_rules.pii.number_plate import number_plate
from newslint_rules.pii.phone_number import phone_number
from newslint_rules.punctuation.fullwidth_bracket import fullwidth_bracket
from newslint_rules.punctuation.halfwidth_punctuation import halfwidth_punctuation
from newslint_rules.punctuation.malformed_dash import malformed_dash
from newslint_rules.punctuation.malformed_ellipsis import malformed_ellipsis
from newslint_rules.punctuation.middle_dot import middle_dot
from newslint_rules.punctuation.misplaced_punctuation import misplaced_punctuation
from newslint_rules.punctuation.missing_final_punctuation import missing_final_punctuation
from newslint_rules.punctuation.quote_style import quote_style
from newslint_rules.punctuation.range_mark import range_mark
from newslint_rules.punctuation.repeated_punctuation import repeated_punctuation
from newslint_rules.punctuation.reversed_quote import reversed_quote
from newslint_rules.punctuation.straight_quote import straight_quote
from newslint_rules.punctuation.unpaired_bracket import unpaired_bracket
from newslint_rules.punctuation.unpaired_quote import unpaired_quote
from newslint_rules.punctuation.wrong_mark import wrong_mark
from newslint_rules.punctuation.wrong_nesting import wrong_nesting
from newslint_rules.vlm.code_fence import code_fence
from newslint_rules.vlm.html_residue import html_residue
from newslint_rules.vlm.image_placeholder import image_placeholder
from newslint_rules.vlm.latex_residue import latex_residue
from newslint_rules.vlm.markdown_residue import markdown_residue
from newslint_rules.vlm.model_chatter import model_chatter
from newslint_rules.vlm.special_token import special_token
from newslint_rules.vlm.table_residue import table_residue

RULES = (
    too_short,  # DOC001
    low_han_ratio,  # DOC002
    repetitive,  # DOC003
    wrong_language,  # DOC004
    list_or_table,  # DOC005
    mostly_furniture,  # DOC006
    repeated_paragraph,  # DUP001
    near_repeated_paragraph,  # DUP002
    repeated_sentence,  # DUP003
    repeated_word,  # DUP004
    repeated_list_item,  # DUP005
    repetition_loop,  # DUP006
    doubled_passage,  # DUP007
    duplicate_document,  # DUP101
    near_duplicate_document,  # DUP102
    shared_passage,  # DUP103
    wrong_encoding,  # ENC001
    mojibake,  # ENC002
    replacement_character,  # ENC003
    control_character,  # ENC004
    invisible_character,  # ENC005
    private_use_character,  # ENC006
    radical_for_character,  # ENC007
    compatibility_ideograph,  # ENC008
    unnormalized_text,  # ENC009
    html_entity,  # ENC010
    page_furniture,  # FUR001
    jump_line,  # FUR002
    byline,  # FUR003
    credit_line,  # FUR004
    caption,  # FUR005
    editor_line,  # FUR006
    advertisement,  # FUR007
    copyright_notice,  # FUR008
    related_links,  # FUR009
    split_sentence,  # LAY001
    hard_wrapped_line,  # LAY002
    interrupted_sentence,  # LAY003
    merged_paragraphs,  # LAY004
    blank_run,  # LAY005
    space_between_han,  # LAY006
    truncated_text,  # LAY007
    misleveled_heading,  # LAY008
    paragraph_indent,  # LAY009
    english_connective,  # MIX001
    stray_latin,  # MIX002
    traditional_in_simplified,  # MIX003
    simplified_in_traditional,  # MIX004
    regional_variant,  # MIX005
    han_latin_spacing,  # MIX006
    fullwidth_digit,  # NUM001
    spaced_number,  # NUM002
    impossible_date,  # NUM003
    weekday_mismatch,  # NUM004
    inconsistent_year_mark,  # NUM005
    confused_word,  # OCR001
    improbable_character,  # OCR002
    confused_digit,  # OCR003
    inconsistent_name,  # OCR004
    missing_character,  # OCR005
    kana_for_han,  # OCR006
    phone_number,  # PII001
    identity_number,  # PII002
    bank_card,  # PII003
    email_address,  # PII004
    number_plate,  # PII005
    home_address,  # PII006
    halfwidth_punctuation,  # PUN001
    unpaired_quote,  # PUN002
    unpaired_bracket,  # PUN003
    repeated_punctuation,  # PUN004
    malformed_ellipsis,  # PUN005
    malformed_dash,  # PUN006
    misplaced_punctuation,  # PUN007
    straight_quote,  # PUN008
    wrong_nesting,  # PUN009
    middle_dot,  # PUN010
    missing_final_punctuation,  # PUN011
    reversed_quote,  # PUN012
    range_mark,  # PUN013
    wrong_mark,  # PUN014
    quote_style,  # PUN015
    fullwidth_bracket,  # PUN016
    markdown_residue,  # VLM001
    html_residue,  # VLM002
    latex_residue,  # VLM003
    model_chatter,  # VLM004
    special_token,  # VLM005
    image_placeholder,  # VLM006
    table_residue,  # VLM007
    code_fence,  # VLM008
)

PACK = Pack("newslint", __version__, RULES, files(__package__) / "confidence.json")
